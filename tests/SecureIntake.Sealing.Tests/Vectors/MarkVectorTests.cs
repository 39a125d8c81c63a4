using System.Text.Json.Nodes;
using SecureIntake.Cli.Submitting;
using SecureIntake.Sealing.Tests.Commands;
using Xunit;
using static SecureIntake.Sealing.Tests.Vectors.VectorFile;

namespace SecureIntake.Sealing.Tests.Vectors;

/// <summary>Marks of the account, in the scripts that people write.</summary>
public class MarkVectorTests
{
    [Fact]
    public void Marks_of_a_narrative()
    {
        (string Narrative, SourceAnswers Source)[] cases =
        [
            ("SPECIMEN. Relative Specimenova told me.", Named("Relative Specimenova")),
            ("alibek and Ali, but not Vali", Named("Ali")),
            ("ГҮЛНАР айтты. Гүлнарға хабарласты.", Named("Гүлнар Үлгі")),
            ("我叫样本吐尔逊别克。", Named("吐尔逊别克")),
            ("called Ｓａｍｐｌｅ! and 😀 Sample", Named("Sample")),
            ("Specimen and Sample", Named("Specimen Sample")), // the missing person is a Specimen, too
            ("write to specimen@example.org or +00 000", new SourceAnswers(false, Contact: "+00 000, specimen@example.org")),
            ("from Nowhere", new SourceAnswers(false, Country: "Nowhere")),
            ("nothing to be found", SourceAnswers.Nobody),
        ];
        AssertCommitted("marks.json", new JsonObject
        {
            ["about"] = "Spans of a narrative that repeat the source's values; the missing person is called Specimen Person. Offsets in UTF-16 code units.",
            ["cases"] = Array(cases.Select(one => new JsonObject
            {
                ["narrative"] = one.Narrative,
                ["name"] = one.Source.Name,
                ["contact"] = one.Source.Contact,
                ["country"] = one.Source.Country,
                ["marks"] = Array(Marks.Find(Account(one.Narrative), one.Source)
                    .Select(mark => new JsonObject
                    {
                        ["offset"] = mark.Offset,
                        ["length"] = mark.Length,
                        ["class"] = mark.Class.ToString().ToLowerInvariant(),
                        ["span"] = one.Narrative.Substring(mark.Offset, mark.Length),
                    })),
            })),
        });
    }

    private static AccountAnswers Account(string narrative) => SpecimenTestimony.Account with
    {
        Narrative = narrative,
        Subject = new Subject([new PersonName("Specimen Person", "Latn", "official")]),
        Events = [],
        Knowledge = [],
    };

    private static SourceAnswers Named(string name) => new(false, name);
}
