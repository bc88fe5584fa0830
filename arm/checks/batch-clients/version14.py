"""A job's whole life by azure-batch 14, unmodified."""

import sys
import time

from azure.batch import BatchServiceClient, models
from azure.batch.batch_auth import SharedKeyCredentials


def refusal(call):
    """The code of the error that a call ends with; None when it succeeds."""
    try:
        call()
    except models.BatchErrorException as refused:
        return refused.error.code
    return None


def main(url, account, key):
    client = BatchServiceClient(SharedKeyCredentials(account, key), batch_url=url)
    container = models.TaskContainerSettings(image_name="runner")
    client.job.add(models.JobAddParameter(id="old", pool_info=models.PoolInformation(pool_id="linux")))
    for number in range(5):
        client.task.add("old", models.TaskAddParameter(id=f"task-{number}", command_line="", container_settings=container))

    listed = client.task.list("old", models.TaskListOptions(max_results=2))
    assert [task.id for task in listed] == [f"task-{number}" for number in range(5)]
    client.task.terminate("old", "task-0")
    assert client.task.get("old", "task-0").state == models.TaskState.completed
    client.task.delete("old", "task-0")
    assert refusal(lambda: client.task.get("old", "task-0")) == "TaskNotFound"

    client.job.terminate("old", terminate_reason="done")
    client.job.delete("old")
    assert refusal(lambda: client.job.delete("old")) == "JobBeingDeleted"
    end = time.monotonic() + 60
    while refusal(lambda: client.job.get("old")) != "JobNotFound":
        assert time.monotonic() < end, "the job is still there"
        time.sleep(0.1)
    return client.api_version


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
