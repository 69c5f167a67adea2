"""What happens in the demonstration's town: scenes that plan acts, which the real actions perform on a moving clock.

A scene is a function in a file of its own that is given the `Town`; it stands in `config/demo/scenes.py`.
"""
