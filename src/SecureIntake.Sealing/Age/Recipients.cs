using System.Diagnostics.CodeAnalysis;

namespace SecureIntake.Sealing.Age;

/// <summary>Who a file is sealed to: one or more recipients of one kind.</summary>
/// <remarks>A file is as strong as its weakest recipient. So a post-quantum file has no classic recipient, by which it could be opened
/// after all, and a passphrase stands alone, as age demands: else its holder could not tell who wrote the file.</remarks>
public sealed class Recipients
{
    private readonly Recipient[] _all;

    private Recipients(Recipient[] all) => _all = all;

    /// <summary>The recipients, in the order of their stanzas.</summary>
    public IReadOnlyList<Recipient> All => _all;

    /// <summary>What all of them are.</summary>
    public RecipientKind Kind => _all[0].Kind;

    /// <summary>Takes these recipients together.</summary>
    /// <param name="recipients">In the order of their stanzas.</param>
    /// <param name="together">The same, now known to go together.</param>
    /// <param name="why">The rule that refuses them.</param>
    public static bool TryOf(IEnumerable<Recipient> recipients, [NotNullWhen(true)] out Recipients? together, out RecipientsRefusal why)
    {
        Recipient[] all = [.. recipients];
        why = Judge(all);
        together = why == RecipientsRefusal.None ? new Recipients(all) : null;
        return together is not null;
    }

    /// <summary>One recipient goes with itself.</summary>
    public static Recipients Only(Recipient recipient) => new([recipient]);

    private static RecipientsRefusal Judge(Recipient[] all)
    {
        if (all.Length == 0) return RecipientsRefusal.Empty;
        if (all.Length > 1 && all.Any(recipient => recipient.Kind == RecipientKind.Passphrase)) return RecipientsRefusal.PassphraseNotAlone;
        if (all.Any(recipient => recipient.Kind != all[0].Kind)) return RecipientsRefusal.Mixed;
        var length = HeaderText.VersionLine.Length + all.Sum(recipient => (long)recipient.StanzaLength) + HeaderText.MacLineLength;
        return length >= Header.MaxLength ? RecipientsRefusal.TooMany : RecipientsRefusal.None;
    }
}

/// <summary>Why recipients do not go together.</summary>
public enum RecipientsRefusal
{
    /// <summary>They do.</summary>
    None,

    /// <summary>There is none: nobody could open the file.</summary>
    Empty,

    /// <summary>Post-quantum and classic ones: the file would be no stronger than the classic ones.</summary>
    Mixed,

    /// <summary>A passphrase beside another recipient.</summary>
    PassphraseNotAlone,

    /// <summary>Their header would be longer than readers accept (<see cref="Header.MaxLength"/>).</summary>
    TooMany,
}
