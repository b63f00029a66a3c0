"""Who saw, changed or told what: written once, sealed each second, verified by anyone with the keeper's eyes."""
