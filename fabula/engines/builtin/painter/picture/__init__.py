"""The painting itself: words become a scene, the scene becomes pixels."""
