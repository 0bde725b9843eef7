"""What does a square of the map show, as OGC API Tiles asks it?"""

TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
