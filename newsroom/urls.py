"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from newsroom.views import corpus, importing, joining, searching, site, tables, workbench

urlpatterns = [
    path("", include("annotations.urls")),
    path("newspapers/", corpus.newspapers, name="newspapers"),
    path("newspapers/<slug:slug>/", corpus.newspaper, name="newspaper"),
    path("imports/", importing.imports, name="imports"),
    path("imports/new/", importing.new_import, name="new_import"),
    path("imports/short-name/", importing.short_name, name="short_name"),
    path("imports/<int:pk>/", importing.one_import, name="import"),
    path("imports/<int:pk>/progress/", importing.progress, name="import_progress"),
    path("imports/<int:pk>/begin/", importing.begin, name="import_begin"),
    path("imports/<int:pk>/stop/", importing.stop, name="import_stop"),
    path("imports/<int:pk>/resume/", importing.resume, name="import_resume"),
    path("imports/<int:pk>/table/", tables.import_table, name="import_table"),
    path("imports/<int:pk>/undo/", importing.undo, name="import_undo"),
    path("pages/to-check/", workbench.to_check, name="to_check"),
    path("pages/<slug:identifier>/", corpus.page, name="page"),
    path("pages/<slug:identifier>/repair/", workbench.workbench, name="workbench"),
    path("pages/<slug:identifier>/checked/", workbench.checked, name="page_checked"),
    path("pages/<slug:identifier>/unchecked/", workbench.unchecked, name="page_unchecked"),
    path("pages/<slug:identifier>/date/", workbench.dated, name="page_dated"),
    path("pages/<slug:identifier>/number/", workbench.numbered, name="page_numbered"),
    path("pages/<slug:identifier>/issue/<int:pk>/", workbench.unmerged, name="issue_unmerged"),
    path("pages/<slug:identifier>/history/", workbench.history, name="page_history"),
    path("articles/<slug:identifier>/", corpus.article, name="article"),
    path("articles/<slug:identifier>/jumps/<int:pk>/", joining.join, name="join"),
    path("search/", searching.search_page, name="search"),
    path("search/count/", searching.search_count, name="search_count"),
    path("preferences/", site.preferences, name="preferences"),
    path("language/", set_language, name="set_language"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("healthz", site.healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("annotations.api.urls")),
]

handler400 = "newsroom.errors.bad_request"
handler404 = "newsroom.errors.page_not_found"
handler500 = "newsroom.errors.server_error"
