"""Work for the job workers: `manage.py procrastinate worker` on any number of machines."""

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Status as JobStatus

from annotations import releases
from annotations.models import Release
from newsroom.tasks import with_its_own_connection

KEEP = "annotations.keep_the_queue"
WEEK_HOURS = 24 * 7


@app.task(name=releases.TASK, retry=RetryStrategy(max_attempts=5, exponential_wait=4))
@with_its_own_connection
def freeze_release(release_id: int) -> None:
    """Freeze a release."""
    releases.freeze(Release.objects.get(pk=release_id))


@app.periodic(cron="* * * * *")
@app.task(name=KEEP, queueing_lock="keep_the_queue", pass_context=True)
async def keep_the_queue(context: JobContext, timestamp: int) -> None:
    """Take up again what killed workers left undone, and forget what was done long ago."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.task_name == KEEP:  # the next one is due anyway, and holds the name in the queue
            await manager.finish_job(job, JobStatus.ABORTED, delete_job=True)
        else:
            await manager.retry_job(job)
    await manager.delete_old_jobs(nb_hours=WEEK_HOURS)
