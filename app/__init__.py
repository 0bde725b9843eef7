"""Frontline: who held which district, when, who says so, and when did we know?"""
