"""Runs code in an IPython kernel: a line of JSON in for each cell, a line for each of its outputs and one for its end out."""

import json
import sys

from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name="python3")


def tell(message):
    print(json.dumps(message), flush=True)


def on_message(message):
    content = message["content"]
    if message["msg_type"] in ("execute_result", "display_data"):
        tell({mime: text for mime, text in content["data"].items() if isinstance(text, str)})
    elif message["msg_type"] == "stream":
        tell({"application/vnd.code.notebook." + content["name"]: content["text"]})
    elif message["msg_type"] == "error":
        error = {"name": content["ename"], "message": content["evalue"], "stack": "\n".join(content["traceback"])}
        tell({"application/vnd.code.notebook.error": json.dumps(error)})


try:
    for line in sys.stdin:
        reply = client.execute_interactive(json.loads(line), output_hook=on_message, allow_stdin=False)
        tell({"done": reply["content"]["status"] == "ok"})
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
