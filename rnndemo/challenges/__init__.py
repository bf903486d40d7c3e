"""Challenges: tasks with the networks of all lessons, each checked by running them"""
