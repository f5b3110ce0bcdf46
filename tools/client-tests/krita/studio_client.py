"""A pytest plugin: the client as it is, told an address and a key, its prompts counted."""

import collections
import os

PROMPTS = {}


def pytest_configure(config):
    import tests.conftest  # makes Qt's application and the event loop first
    from ai_diffusion.backend.comfy_client import ComfyClient
    from ai_diffusion.backend.client import ClientEvent
    from ai_diffusion.settings import settings

    settings.check_server_resources = True
    settings.server_authorization = os.environ["STUDIO_KEY"]
    ComfyClient.default_url = os.environ["STUDIO_ADDRESS"]
    post, report = ComfyClient._post, ComfyClient._report

    async def counted_post(self, op, data):
        if op != "prompt":
            return await post(self, op, data)
        PROMPTS[data["prompt_id"]] = "taken"
        try:
            answer = await post(self, op, data)
        except Exception as error:
            PROMPTS[data["prompt_id"]] = f"refused: {error}"
            raise
        if os.environ.get("STUDIO_CHECK_ONLY"):
            PROMPTS[data["prompt_id"]] = "taken, not run"
            await post(self, "queue", {"delete": [data["prompt_id"]]})
            await post(self, "interrupt", {"prompt_id": data["prompt_id"]})
            raise RuntimeError("only checked")
        return answer

    async def counted_report(self, event, job_id, value=0, **more):
        if job_id in PROMPTS:
            if event is ClientEvent.finished:
                PROMPTS[job_id] = "done"
            elif event is ClientEvent.interrupted:
                PROMPTS[job_id] = "interrupted"
            elif event is ClientEvent.error and PROMPTS[job_id] == "taken":
                PROMPTS[job_id] = f"failed: {more.get('error')}"
        return await report(self, event, job_id, value, **more)

    ComfyClient._post, ComfyClient._report = counted_post, counted_report


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"prompts: {len(PROMPTS)}")
    for what, count in collections.Counter(PROMPTS.values()).most_common():
        terminalreporter.write_line(f"{count:5}  {what}")
