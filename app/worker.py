"""What the worker runs: `huey_consumer app.worker.huey`."""

from huey import Huey

from app import create_app

app = create_app()
huey: Huey = app.extensions["huey"]
