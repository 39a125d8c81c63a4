using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Events;

/// <summary>A key and whose it is: a member's or a bench's.</summary>
public readonly record struct Listed(LogId Who, Bytes32 Key);

/// <summary>What the log needs of a policy. The other members are read, so that an unknown one is refused, and dropped.</summary>
internal sealed record PolicyBody(Root Root, LogKey Log, IReadOnlyList<Listed> Leads, WitnessPolicy Witnesses, int DeskSignatures, DateOnly Issued)
{
    private const int MaxDays = 90;

    public static bool TryParse(SignedDocument document, [NotNullWhen(true)] out PolicyBody? policy) => Body.TryRead(document, Read, out policy);

    private static PolicyBody Read(Members body)
    {
        var root = body.Object("root", Root.Read);
        body.Require(LogKey.TryParse(body.Text("log", 256), out var log));
        var leads = Body.Listing(body, "leads", "member");
        body.Objects("custodians", 0, c => (c.Integer("number", 1, 255), c.Text("recipient", 2048)));
        body.Integer("k", 1, 255);
        body.Require(WitnessPolicy.TryParseSigned(body.Text("witnesses", WitnessPolicy.MaxSigned), out var witnesses));
        body.Text("address", 1024, min: 0);
        var issued = body.Day("issued");
        body.Require(body.Day("expires").DayNumber - issued.DayNumber is >= 0 and <= MaxDays);
        return new PolicyBody(root, log!, leads, witnesses!, body.Integer("deskSignatures", 1, 255), issued);
    }
}

/// <summary>Who may sign acts, by pseudonym.</summary>
internal sealed record RosterBody(IReadOnlyList<Listed> Members, IReadOnlyList<Listed> Benches, DateOnly Issued)
{
    public static bool TryParse(SignedDocument document, [NotNullWhen(true)] out RosterBody? roster) => Body.TryRead(document, Read, out roster);

    private static RosterBody Read(Members body)
    {
        body.Bytes32("policy");
        body.Bytes32("directory");
        var issued = body.Day("issued");
        body.Require(issued <= body.Day("expires"));
        return new RosterBody(Body.Listing(body, "signers", "member"), Body.Listing(body, "benches", "bench"), issued);
    }
}

/// <summary>A week's desk key.</summary>
internal static class DeskBody
{
    public static bool IsValid(SignedDocument document) => Body.TryRead<object>(document, Read, out _);

    private static object Read(Members body) => (body.Text("week", 8), body.Text("recipient", 2048), body.Day("destroyed"));
}

/// <summary>Bodies are signed as they stand, so any spelling of JSON will do; their members are read strictly.</summary>
internal static class Body
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = CanonicalJson.MaxDepth, AllowDuplicateProperties = false };

    public static bool TryRead<T>(SignedDocument document, Func<Members, T> read, [NotNullWhen(true)] out T? value) where T : class
    {
        value = null;
        if (!TryParse(Encoding.UTF8.GetBytes(document.Body), out var json)) return false;
        using var parsed = json;
        var members = new Members(json.RootElement);
        members.Integer("v", 1, 1);
        var candidate = read(members);
        value = members.Complete ? candidate : null;
        return value is not null;
    }

    public static IReadOnlyList<Listed> Listing(Members body, string name, string who) =>
        body.Distinct(body.Objects(name, 0, item => new Listed(item.Id(who), item.Bytes32("signer"))));

    private static bool TryParse(byte[] bytes, [NotNullWhen(true)] out JsonDocument? json)
    {
        try
        {
            RequireWholeStrings(bytes);
            json = JsonDocument.Parse(bytes, Strict);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            json = null;
            return false;
        }
    }

    /// <summary>The parser takes half of a surrogate pair behind <c>\u</c>, and throws when somebody reads the string.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    private static void RequireWholeStrings(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = CanonicalJson.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
        }
    }
}
