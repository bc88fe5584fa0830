"""A job's whole life by azure-batch 15, unmodified."""

import sys

from azure.batch import BatchClient, models
from azure.core.credentials import AzureNamedKeyCredential
from azure.core.exceptions import HttpResponseError


def refusal(call):
    """The code of the error that a call ends with; None when it succeeds."""
    try:
        call()
    except HttpResponseError as refused:
        return refused.model.code
    return None


def main(url, account, key):
    client = BatchClient(endpoint=url, credential=AzureNamedKeyCredential(account, key))
    container = models.BatchTaskContainerSettings(image_name="runner")
    client.create_job(models.BatchJobCreateOptions(id="new", pool_info=models.BatchPoolInfo(pool_id="linux")))
    for number in range(5):
        client.create_task("new", models.BatchTaskCreateOptions(id=f"task-{number}", command_line="", container_settings=container))

    listed = client.list_tasks("new", max_results=2)
    assert [task.id for task in listed] == [f"task-{number}" for number in range(5)]
    client.terminate_task("new", "task-0")
    assert client.get_task("new", "task-0").state == models.BatchTaskState.COMPLETED
    client.delete_task("new", "task-0")
    assert refusal(lambda: client.get_task("new", "task-0")) == "TaskNotFound"

    # Without a reason 15.1.0 fails before it sends anything, and its model of one is not public.
    reason = {"terminateReason": "done"}
    client.begin_terminate_job("new", options=reason, polling_interval=0.1).result()
    deletion = client.begin_delete_job("new", polling_interval=0.1)
    assert refusal(lambda: client.begin_delete_job("new")) == "JobBeingDeleted"
    deletion.result()
    assert refusal(lambda: client.get_job("new")) == "JobNotFound"
    return client._config.api_version


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
