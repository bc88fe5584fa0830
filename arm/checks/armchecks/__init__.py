"""Checks arm/ as far as a machine without Azure can: evaluates the template, and judges what would be deployed."""
