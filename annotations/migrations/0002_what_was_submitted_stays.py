"""Published codebook versions, submitted answers and decisions never change: triggers see to it."""

from django.db import migrations

PUBLISHED = """
CREATE FUNCTION annotations_version_is_published(bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT published_at IS NOT NULL FROM annotations_codebookversion WHERE id = $1
$$;

CREATE FUNCTION annotations_published_variable_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND annotations_version_is_published(OLD.version_id))
       OR (TG_OP <> 'DELETE' AND annotations_version_is_published(NEW.version_id)) THEN
        RAISE EXCEPTION 'A published codebook version never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION annotations_published_label_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM annotations_variable v
        WHERE v.id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.variable_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.variable_id END
        ) AND annotations_version_is_published(v.version_id)
    ) THEN
        RAISE EXCEPTION 'A published codebook version never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER codebook_version_stays BEFORE UPDATE OR DELETE ON annotations_codebookversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL)
    EXECUTE FUNCTION newsroom_refuse('A published codebook version never changes.');
CREATE TRIGGER variable_of_published_version_stays
    BEFORE INSERT OR UPDATE OR DELETE ON annotations_variable
    FOR EACH ROW EXECUTE FUNCTION annotations_published_variable_stays();
CREATE TRIGGER label_of_published_version_stays
    BEFORE INSERT OR UPDATE OR DELETE ON annotations_label
    FOR EACH ROW EXECUTE FUNCTION annotations_published_label_stays();
"""

PUBLISHED_REVERSE = """
DROP TRIGGER label_of_published_version_stays ON annotations_label;
DROP TRIGGER variable_of_published_version_stays ON annotations_variable;
DROP TRIGGER codebook_version_stays ON annotations_codebookversion;
DROP FUNCTION annotations_published_label_stays();
DROP FUNCTION annotations_published_variable_stays();
DROP FUNCTION annotations_version_is_published(bigint);
"""

SUBMITTED = """
CREATE FUNCTION annotations_submitted_attempt_takes_no_more() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM annotations_attempt WHERE id = NEW.attempt_id AND submitted_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'A submitted attempt takes no more answers.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER annotation_stays BEFORE UPDATE OR DELETE ON annotations_annotation
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('What was submitted is never changed.');
CREATE TRIGGER annotation_comes_before_submission BEFORE INSERT ON annotations_annotation
    FOR EACH ROW EXECUTE FUNCTION annotations_submitted_attempt_takes_no_more();
CREATE TRIGGER evidence_stays BEFORE UPDATE OR DELETE ON annotations_evidence
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('What was submitted is never changed.');
CREATE TRIGGER submitted_attempt_stays
    BEFORE UPDATE OF assignment_id, number, submitted_at, text_sha256, token, note
    ON annotations_attempt FOR EACH ROW WHEN (
        OLD.submitted_at IS NOT NULL AND
        (OLD.assignment_id, OLD.number, OLD.submitted_at, OLD.text_sha256, OLD.token, OLD.note)
        IS DISTINCT FROM
        (NEW.assignment_id, NEW.number, NEW.submitted_at, NEW.text_sha256, NEW.token, NEW.note)
    ) EXECUTE FUNCTION newsroom_refuse('What was submitted is never changed.');
CREATE TRIGGER submitted_attempt_is_kept BEFORE DELETE ON annotations_attempt
    FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL)
    EXECUTE FUNCTION newsroom_refuse('What was submitted is never deleted.');
CREATE TRIGGER return_stays BEFORE UPDATE OR DELETE ON annotations_return
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('What was sent back stays on record.');
CREATE TRIGGER decision_is_kept BEFORE DELETE ON annotations_decision
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('A decision stays on record.');
CREATE TRIGGER decision_stays
    BEFORE UPDATE OF unit_id, basis, reviewer_id, reason, comment, decided_at
    ON annotations_decision FOR EACH ROW WHEN (
        (OLD.unit_id, OLD.basis, OLD.reviewer_id, OLD.reason, OLD.comment, OLD.decided_at)
        IS DISTINCT FROM
        (NEW.unit_id, NEW.basis, NEW.reviewer_id, NEW.reason, NEW.comment, NEW.decided_at)
    ) EXECUTE FUNCTION newsroom_refuse('A decision stays on record.');
CREATE TRIGGER decision_label_stays BEFORE UPDATE OR DELETE ON annotations_decisionlabel
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('A decision stays on record.');
"""

SUBMITTED_REVERSE = """
DROP TRIGGER decision_label_stays ON annotations_decisionlabel;
DROP TRIGGER decision_stays ON annotations_decision;
DROP TRIGGER decision_is_kept ON annotations_decision;
DROP TRIGGER return_stays ON annotations_return;
DROP TRIGGER submitted_attempt_is_kept ON annotations_attempt;
DROP TRIGGER submitted_attempt_stays ON annotations_attempt;
DROP TRIGGER evidence_stays ON annotations_evidence;
DROP TRIGGER annotation_comes_before_submission ON annotations_annotation;
DROP TRIGGER annotation_stays ON annotations_annotation;
DROP FUNCTION annotations_submitted_attempt_takes_no_more();
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0001_study"), ("newsroom", "0002_append_only")]

    operations = [
        migrations.RunSQL(PUBLISHED, PUBLISHED_REVERSE),
        migrations.RunSQL(SUBMITTED, SUBMITTED_REVERSE),
    ]
