"""Throughcare: closed-loop referrals and care coordination. No promise to a person in need is lost."""
