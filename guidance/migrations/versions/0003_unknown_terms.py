"""Words that readers met and the glossary does not have: the policy team's queue."""

import sqlalchemy as sa
from alembic import op

revision = "0003_unknown_terms"
down_revision = "0002_policy_workspace"


def upgrade() -> None:
    op.create_table(
        "unknown_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.String(length=27), nullable=False),
        sa.Column("last_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("folded"),
        sqlite_autoincrement=True,
    )
