"""What somebody may be in an organization. A role alone never opens a record: the part played in it does."""

from django.db.models import TextChoices


class Role(TextChoices):
    REFERRER = "referrer"
    COORDINATOR = "coordinator"
    RECEIVER = "receiver"
    CLINICIAN = "clinician"
    CRISIS = "crisis", "Crisis desk"
    MANAGER = "manager", "Network manager"
    PRIVACY = "privacy", "Privacy officer"
    QUALITY = "quality", "Quality lead"
    ADMINISTRATOR = "administrator"


STEWARD = "steward"  # of the network: named by its lead, never given as a role by an administrator


class LegalKind(TextChoices):
    """What the law calls an organization. It decides what may be sent and which notice goes with it (design §2)."""

    COVERED_ENTITY = "covered_entity", "HIPAA covered entity"
    BUSINESS_ASSOCIATE = "business_associate", "Business associate"
    PART2_PROGRAM = "part2_program", "Part 2 program (substance use)"
    VICTIM_SERVICE = "victim_service", "Victim-service program"
    SCHOOL = "school", "School with education records"
    JUSTICE = "justice", "Justice agency"
    TRIBAL = "tribal", "Tribal organization"
    OTHER = "other", "Not covered by HIPAA"
