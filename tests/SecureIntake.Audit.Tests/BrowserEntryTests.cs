using System.Text;
using System.Text.Json;
using SecureIntake.Audit.Events;

namespace SecureIntake.Audit.Tests;

/// <summary>Acts that SecureIntake.Browser signed (<c>tests/vectors/browser/browser.json</c>) are entries here, to the byte.</summary>
public sealed class BrowserEntryTests
{
    public static TheoryData<string> Entries
    {
        get
        {
            using var vectors = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("tests/vectors/browser/browser.json")));
            return [.. vectors.RootElement.GetProperty("entries").EnumerateArray().Select(entry => entry.GetString()!)];
        }
    }

    [Fact]
    public void There_is_one_of_every_act_that_a_member_signs() => Assert.Equal(5, Entries.Count);

    [Theory, MemberData(nameof(Entries))]
    public void An_act_that_a_browser_signed_is_an_entry(string text)
    {
        Assert.True(Entry.TryParse(Encoding.UTF8.GetBytes(text), out var entry));
        Assert.True(entry.SignatureHolds());
        Assert.Equal(text, Encoding.UTF8.GetString(entry.Bytes.Span));
    }
}
