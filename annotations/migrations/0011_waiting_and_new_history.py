"""Who has still to code what is known at once; the new parts of the history stay too."""

from django.db import migrations

WAITING = """
CREATE FUNCTION annotations_has_still_to_submit(bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM annotations_attempt
        WHERE assignment_id = $1 AND superseded_at IS NULL AND submitted_at IS NULL
    )
$$;

CREATE FUNCTION annotations_attempt_tells_its_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.assignment_id ELSE NEW.assignment_id END;
    still boolean := annotations_has_still_to_submit(about);
BEGIN
    UPDATE annotations_assignment SET waiting = (still AND released_at IS NULL)
    WHERE id = about AND waiting IS DISTINCT FROM (still AND released_at IS NULL);
    RETURN NULL;
END $$;

CREATE FUNCTION annotations_assignment_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.waiting := NEW.released_at IS NULL AND annotations_has_still_to_submit(NEW.id);
    RETURN NEW;
END $$;

CREATE TRIGGER attempt_tells_its_assignment
    AFTER INSERT OR DELETE OR UPDATE OF submitted_at, superseded_at, assignment_id
    ON annotations_attempt
    FOR EACH ROW EXECUTE FUNCTION annotations_attempt_tells_its_assignment();
CREATE TRIGGER assignment_waits BEFORE UPDATE OF released_at, waiting ON annotations_assignment
    FOR EACH ROW WHEN (OLD.released_at IS DISTINCT FROM NEW.released_at)
    EXECUTE FUNCTION annotations_assignment_waits();
"""

WAITING_REVERSE = """
DROP TRIGGER assignment_waits ON annotations_assignment;
DROP TRIGGER attempt_tells_its_assignment ON annotations_attempt;
DROP FUNCTION annotations_assignment_waits();
DROP FUNCTION annotations_attempt_tells_its_assignment();
DROP FUNCTION annotations_has_still_to_submit(bigint);
"""

STAYS = """
DROP TRIGGER submitted_attempt_stays ON annotations_attempt;
CREATE TRIGGER submitted_attempt_stays
    BEFORE UPDATE OF assignment_id, number, origin, submitted_at, text_sha256, token, note,
        active_seconds, assisted
    ON annotations_attempt FOR EACH ROW WHEN (
        OLD.submitted_at IS NOT NULL AND
        (OLD.assignment_id, OLD.number, OLD.origin, OLD.submitted_at, OLD.text_sha256, OLD.token,
         OLD.note, OLD.active_seconds, OLD.assisted)
        IS DISTINCT FROM
        (NEW.assignment_id, NEW.number, NEW.origin, NEW.submitted_at, NEW.text_sha256, NEW.token,
         NEW.note, NEW.active_seconds, NEW.assisted)
    ) EXECUTE FUNCTION newsroom_refuse('What was submitted is never changed.');
DROP TRIGGER opened_round_keeps_its_rules ON annotations_round;
CREATE TRIGGER opened_round_keeps_its_rules
    BEFORE UPDATE OF kind, codebook_version_id, seed, annotators_per_unit, opened_at, allocation,
        "order", double_share, recode_share, spot_check_share, second_review_share, evidence_for,
        pass_marks, sampling
    ON annotations_round FOR EACH ROW WHEN (
        OLD.opened_at IS NOT NULL AND
        (OLD.kind, OLD.codebook_version_id, OLD.seed, OLD.annotators_per_unit, OLD.opened_at,
         OLD.allocation, OLD."order", OLD.double_share, OLD.recode_share, OLD.spot_check_share,
         OLD.second_review_share, OLD.evidence_for, OLD.pass_marks, OLD.sampling)
        IS DISTINCT FROM
        (NEW.kind, NEW.codebook_version_id, NEW.seed, NEW.annotators_per_unit, NEW.opened_at,
         NEW.allocation, NEW."order", NEW.double_share, NEW.recode_share, NEW.spot_check_share,
         NEW.second_review_share, NEW.evidence_for, NEW.pass_marks, NEW.sampling)
    ) EXECUTE FUNCTION newsroom_refuse('What a round was opened with never changes.');
CREATE TRIGGER check_of_decision_stays BEFORE UPDATE OF checked_at, checked_by_id
    ON annotations_decision FOR EACH ROW WHEN (
        OLD.checked_at IS NOT NULL AND OLD.checked_by_id IS DISTINCT FROM NEW.checked_by_id
        AND NEW.checked_by_id IS NULL
    ) EXECUTE FUNCTION newsroom_refuse('A decision stays on record.');
CREATE TRIGGER objection_stays BEFORE UPDATE OF unit_id, decision_id, annotator_id, reason, made_at
    ON annotations_objection FOR EACH ROW WHEN (
        (OLD.unit_id, OLD.decision_id, OLD.annotator_id, OLD.reason, OLD.made_at)
        IS DISTINCT FROM
        (NEW.unit_id, NEW.decision_id, NEW.annotator_id, NEW.reason, NEW.made_at)
    ) EXECUTE FUNCTION newsroom_refuse('An objection stays on record.');
CREATE TRIGGER objection_is_kept BEFORE DELETE ON annotations_objection
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('An objection stays on record.');
CREATE TRIGGER waiver_stays BEFORE UPDATE OR DELETE ON annotations_gatewaiver
    FOR EACH ROW WHEN (OLD.granted_at IS NOT NULL)
    EXECUTE FUNCTION newsroom_refuse('A way round the gate stays on record.');
"""

STAYS_REVERSE = """
DROP TRIGGER waiver_stays ON annotations_gatewaiver;
DROP TRIGGER objection_is_kept ON annotations_objection;
DROP TRIGGER objection_stays ON annotations_objection;
DROP TRIGGER check_of_decision_stays ON annotations_decision;
DROP TRIGGER opened_round_keeps_its_rules ON annotations_round;
CREATE TRIGGER opened_round_keeps_its_rules
    BEFORE UPDATE OF kind, codebook_version_id, seed, annotators_per_unit, opened_at
    ON annotations_round FOR EACH ROW WHEN (
        OLD.opened_at IS NOT NULL AND
        (OLD.kind, OLD.codebook_version_id, OLD.seed, OLD.annotators_per_unit, OLD.opened_at)
        IS DISTINCT FROM
        (NEW.kind, NEW.codebook_version_id, NEW.seed, NEW.annotators_per_unit, NEW.opened_at)
    ) EXECUTE FUNCTION newsroom_refuse('What a round was opened with never changes.');
DROP TRIGGER submitted_attempt_stays ON annotations_attempt;
CREATE TRIGGER submitted_attempt_stays
    BEFORE UPDATE OF assignment_id, number, submitted_at, text_sha256, token, note
    ON annotations_attempt FOR EACH ROW WHEN (
        OLD.submitted_at IS NOT NULL AND
        (OLD.assignment_id, OLD.number, OLD.submitted_at, OLD.text_sha256, OLD.token, OLD.note)
        IS DISTINCT FROM
        (NEW.assignment_id, NEW.number, NEW.submitted_at, NEW.text_sha256, NEW.token, NEW.note)
    ) EXECUTE FUNCTION newsroom_refuse('What was submitted is never changed.');
"""

ORIGINS = """
CREATE FUNCTION annotations_published_origin_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM annotations_label l JOIN annotations_variable v ON v.id = l.variable_id
        WHERE l.id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.label_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.label_id END
        ) AND annotations_version_is_published(v.version_id)
    ) THEN
        RAISE EXCEPTION 'A published codebook version never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER label_origin_of_published_version_stays
    BEFORE INSERT OR UPDATE OR DELETE ON annotations_labelsource
    FOR EACH ROW EXECUTE FUNCTION annotations_published_origin_stays();
"""

ORIGINS_REVERSE = """
DROP TRIGGER label_origin_of_published_version_stays ON annotations_labelsource;
DROP FUNCTION annotations_published_origin_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0010_coding_desk_and_review")]

    operations = [
        migrations.RunSQL(WAITING, WAITING_REVERSE),
        migrations.RunSQL(STAYS, STAYS_REVERSE),
        migrations.RunSQL(ORIGINS, ORIGINS_REVERSE),
    ]
