"""Published data on which the coefficients are tested, as (unit, annotator, value) triples."""


def from_rows(rows):
    """Read rows of one annotator each, a character a unit; a dot is a missing value."""
    return [
        (unit, annotator, int(value) if value.isdigit() else value)
        for annotator, row in enumerate(rows.split())
        for unit, value in enumerate(row)
        if value != "."
    ]


def from_table(table):
    """Read a square table of counts: rows are the labels of one annotator, columns the other's."""
    pairs = [
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _unit in range(count)
    ]
    return [
        (unit, annotator, label)
        for unit, labels in enumerate(pairs)
        for annotator, label in zip("AB", labels, strict=True)
    ]


def from_counts(rows):
    """Read how many annotators gave each label to each unit, a digit a label, a word a unit."""
    return [
        (unit, f"{label}-{index}", label)
        for unit, row in enumerate(rows.split())
        for label, count in enumerate(row)
        for index in range(int(count))
    ]


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, examples A, B and C.
KRIPPENDORFF_A = from_rows("0100000010 1110010000")
KRIPPENDORFF_B = from_rows("aabbdcccedda babbbccceddd")
KRIPPENDORFF_C = from_rows("123321412... 1233224125.3 .3332342251. 12332441251.")

# Hayes and Krippendorff (2007), Answering the call for a standard reliability measure for coding
# data: 40 articles, five observers, a scale from 0 to 3.
HAYES_KRIPPENDORFF = from_rows(
    """
    112.001122.01311211000201001111223222221
    1130000.21102311121000302102111122222221
    203000222100221123001.30.1012202.2232.21
    .13....0.10022...31.103021122..122...12.
    2..0001.2....3112..0.0..2.0..20.2.2222.1
    """
)

# Cohen (1960), A coefficient of agreement for nominal scales, and again in Cohen (1968).
COHEN = from_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]])

# Artstein and Poesio (2008), Inter-coder agreement for computational linguistics: three dialogue
# acts, 100 utterances.
ARTSTEIN_POESIO = from_table([[46, 6, 0], [0, 32, 0], [0, 6, 10]])

# Fleiss (1971), Measuring nominal scale agreement among many raters: 30 patients, six
# psychiatrists.
FLEISS = from_counts(
    """
    00060 03003 01401 00006 03030 20400 00402 20310 20040 00006
    10050 11040 03300 10050 02031 00501 30012 51000 02040 10203
    00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
    """
)

# Gwet's R package irrCAC, data set cont3x3abstractors: 100 pregnancies, two abstractors. Its
# cac.raw4raters is Krippendorff's example C.
GWET_ABSTRACTORS = from_table([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
