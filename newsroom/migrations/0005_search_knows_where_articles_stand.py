"""A search entry knows where its article stands, kept by triggers, and reads that without the text."""

import django.contrib.postgres.indexes
from django.db import migrations, models

FILL = """
UPDATE newsroom_searchentry entry
    SET day = issue.date, newspaper = page.newspaper_id, kind = article.kind,
        page = COALESCE(NULLIF(page.printed_number, ''), page.sequence::text)
    FROM newsroom_article article
    JOIN newsroom_page page ON page.id = article.page_id
    JOIN newsroom_issue issue ON issue.id = page.issue_id
    WHERE article.id = entry.article_id;
"""

# What moves an article moves its entry in the same statement, whoever does it.
FOLLOW = """
CREATE FUNCTION newsroom_entry_follows_issue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE newsroom_searchentry entry SET day = NEW.date
        FROM newsroom_article article JOIN newsroom_page page ON page.id = article.page_id
        WHERE page.issue_id = NEW.id AND article.id = entry.article_id;
    RETURN NULL;
END $$;
CREATE FUNCTION newsroom_entry_follows_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE newsroom_searchentry entry
        SET page = COALESCE(NULLIF(NEW.printed_number, ''), NEW.sequence::text),
            newspaper = NEW.newspaper_id,
            day = (SELECT date FROM newsroom_issue WHERE id = NEW.issue_id)
        FROM newsroom_article article
        WHERE article.page_id = NEW.id AND article.id = entry.article_id;
    RETURN NULL;
END $$;
CREATE FUNCTION newsroom_entry_follows_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE newsroom_searchentry SET kind = NEW.kind WHERE article_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_follows_issue AFTER UPDATE OF date ON newsroom_issue
    FOR EACH ROW WHEN (OLD.date IS DISTINCT FROM NEW.date)
    EXECUTE FUNCTION newsroom_entry_follows_issue();
CREATE TRIGGER entry_follows_page
    AFTER UPDATE OF printed_number, sequence, issue_id, newspaper_id ON newsroom_page
    FOR EACH ROW WHEN ((OLD.printed_number, OLD.sequence, OLD.issue_id, OLD.newspaper_id)
        IS DISTINCT FROM (NEW.printed_number, NEW.sequence, NEW.issue_id, NEW.newspaper_id))
    EXECUTE FUNCTION newsroom_entry_follows_page();
CREATE TRIGGER entry_follows_article AFTER UPDATE OF kind ON newsroom_article
    FOR EACH ROW WHEN (OLD.kind <> NEW.kind) EXECUTE FUNCTION newsroom_entry_follows_article();
"""

UNFOLLOW = """
DROP TRIGGER entry_follows_article ON newsroom_article;
DROP TRIGGER entry_follows_page ON newsroom_page;
DROP TRIGGER entry_follows_issue ON newsroom_issue;
DROP FUNCTION newsroom_entry_follows_article();
DROP FUNCTION newsroom_entry_follows_page();
DROP FUNCTION newsroom_entry_follows_issue();
"""

# The planner believes that looking into a stored vector costs nothing, and reads all of them where a
# word is common. Through this function, and with no statistics on how common, it uses the index.
COSTLY = """
CREATE FUNCTION newsroom_grams(tsvector) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 200 AS $$ BEGIN RETURN $1; END $$;
"""

# Rows stay narrow: a search reads days and kinds of tens of thousands, the texts of a few.
NARROW = """
ALTER TABLE newsroom_searchentry SET (toast_tuple_target = 128);
ALTER TABLE newsroom_searchentry ALTER COLUMN folded SET STORAGE EXTERNAL;
ALTER TABLE newsroom_searchentry ALTER COLUMN words SET STORAGE EXTERNAL;
"""
WIDE = """
ALTER TABLE newsroom_searchentry RESET (toast_tuple_target);
ALTER TABLE newsroom_searchentry ALTER COLUMN folded SET STORAGE EXTENDED;
ALTER TABLE newsroom_searchentry ALTER COLUMN words SET STORAGE EXTENDED;
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0004_repairs_of_pages")]

    operations = [
        migrations.AddField("searchentry", "day", models.DateField(null=True)),
        migrations.AddField("searchentry", "newspaper", models.BigIntegerField(default=0)),
        migrations.AddField("searchentry", "page", models.CharField(default="", max_length=10)),
        migrations.AddField("searchentry", "kind", models.CharField(default="", max_length=12)),
        migrations.AddField("searchentry", "rubric", models.CharField(default="", max_length=100)),
        migrations.AddIndex(
            "searchentry",
            models.Index(
                models.F("day").desc(nulls_last=True), models.F("article").desc(), name="search_days"
            ),
        ),
        migrations.RunSQL(NARROW, WIDE),
        migrations.RemoveIndex("searchentry", "search_words"),
        migrations.RemoveIndex("searchentry", "search_grams"),
        migrations.RunSQL(COSTLY, "DROP FUNCTION newsroom_grams(tsvector)"),
        migrations.AddIndex(
            "searchentry",
            django.contrib.postgres.indexes.GinIndex(
                models.Func("grams", function="newsroom_grams"), name="search_grams"
            ),
        ),
        migrations.RunSQL(
            "ALTER INDEX search_grams ALTER COLUMN 1 SET STATISTICS 0", migrations.RunSQL.noop
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(FOLLOW, UNFOLLOW),
    ]
