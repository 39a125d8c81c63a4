namespace SecureIntake.Cli;

/// <summary>How a command ends.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Fine = 0;

    /// <summary>Wrong key, missing file, unsafe document, refused by a rule.</summary>
    public const int Refused = 1;

    /// <summary>Wrong use: the command line makes no sense.</summary>
    public const int WrongUse = 2;

    /// <summary>Something was changed, cut or forged: a MAC, tag, signature, proof or share does not hold.</summary>
    public const int Tampered = 3;
}
