"""The addresses of the study; `home` sends everybody to where their work is."""

from django.urls import include, path

from annotations.views import coding, home, instruments, releasing, reviewing, supervising

study = [
    path("work/", coding.my_work, name="my_work"),
    path("work/next/", coding.next_unit, name="next_unit"),
    path("code/<int:pk>/", coding.desk, name="desk"),
    path("code/<int:pk>/submit/", coding.submit, name="submit"),
    path("review/", reviewing.queue, name="review_queue"),
    path("review/<int:pk>/", reviewing.desk, name="review_desk"),
    path("review/<int:pk>/decide/", reviewing.decide, name="decide"),
    path("review/<int:pk>/return/", reviewing.send_back, name="send_back"),
    path("review/decisions/<int:pk>/undo/", reviewing.undo, name="undo_decision"),
    path("rounds/", supervising.rounds, name="rounds"),
    path("rounds/new/", supervising.new_round, name="new_round"),
    path("rounds/<int:pk>/", supervising.round, name="round"),
    path("rounds/<int:pk>/open/", supervising.open_round, name="open_round"),
    path("rounds/<int:pk>/close/", supervising.close_round, name="close_round"),
    path("codebooks/", instruments.codebooks, name="codebooks"),
    path(
        "codebooks/<slug:slug>/<int:number>/", instruments.codebook_version, name="codebook_version"
    ),
    path("releases/", releasing.releases, name="releases"),
    path("releases/<slug:name>/progress/", releasing.progress, name="release_progress"),
    path("releases/<slug:name>/again/", releasing.again, name="release_again"),
    path("releases/<slug:name>/file/", releasing.file, name="release_file"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("", include((study, "annotations"))),
]
