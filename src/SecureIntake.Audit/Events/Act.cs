using System.Text.Json.Nodes;

namespace SecureIntake.Audit.Events;

/// <summary>What an entry says happened. The set of acts is closed (FORMAT.md); <see cref="ActTable"/> lists it.</summary>
public abstract record Act
{
    /// <summary>The versioned type, <c>open/v1</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Adds the members beside <c>type</c>.</summary>
    internal abstract void Write(JsonObject members);

    /// <summary>The act as it is signed and logged.</summary>
    internal JsonObject ToJson()
    {
        var members = new JsonObject { ["type"] = Type };
        Write(members);
        return members;
    }

    private protected static JsonArray List<T>(IEnumerable<T> values) => new([.. values.Select(v => JsonValue.Create(v!.ToString()))]);
}

/// <summary>The members that every signed act has.</summary>
/// <param name="At">When it was signed, to the second, UTC.</param>
/// <param name="By">The member or the bench.</param>
/// <param name="Nonce">Fresh for every act.</param>
public sealed record Stamp(DateTimeOffset At, LogId By, Nonce Nonce)
{
    internal static Stamp Read(Members members) => new(members.Time("at"), members.Id("by"), members.Nonce("nonce"));
}

/// <summary>What a person or a bench did, under their own signature.</summary>
public abstract record SignedAct(Stamp Stamp) : Act
{
    /// <summary>Why; <c>null</c> for a bench, which is told by the lease.</summary>
    public abstract Purpose? Reason { get; }

    /// <summary>Whether it counts only when a lead of the newest policy signs it.</summary>
    public bool NeedsLead => Signer == Signer.Lead;

    /// <summary>Who may sign it.</summary>
    internal abstract Signer Signer { get; }

    /// <inheritdoc/>
    internal sealed override void Write(JsonObject members)
    {
        members["at"] = Stamp.At.UtcDateTime.ToString(Members.TimeFormat, System.Globalization.CultureInfo.InvariantCulture);
        members["by"] = Stamp.By.ToString();
        members["nonce"] = Stamp.Nonce.ToString();
        if (Reason is { } reason) members["purpose"] = Words.Of(reason);
        WriteOwn(members);
    }

    private protected abstract void WriteOwn(JsonObject members);
}

/// <summary>Whose key an act needs: a member of the roster, a lead of the policy as well, or a bench of the roster.</summary>
internal enum Signer
{
    Member,
    Lead,
    Bench,
}
