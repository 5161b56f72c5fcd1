"""Dialogue as it is served, but whoever says nothing for some seconds is gone."""

import wsgi

whole = wsgi.create_app


def create_app(*given, **named):
    app = whole(*given, **named)
    app.socketio.server.eio.ping_interval, app.socketio.server.eio.ping_timeout = 0.5, 1
    return app


if __name__ == "__main__":
    wsgi.create_app = create_app
    wsgi.main()
