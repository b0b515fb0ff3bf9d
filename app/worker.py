"""Entry point of the worker: `huey_consumer app.worker.huey`."""

from huey import Huey

from wsgi import app

huey: Huey = app.extensions["huey"]
