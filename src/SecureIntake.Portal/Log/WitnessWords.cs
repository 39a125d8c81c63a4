namespace SecureIntake.Portal.Log;

/// <summary>How a witness stands, in words for an auditor.</summary>
internal static class WitnessWords
{
    public static string Of(WitnessStanding standing) => standing switch
    {
        WitnessStanding.Unasked => "not asked yet",
        WitnessStanding.Unaddressed => "is not asked: this portal has no address for it",
        WitnessStanding.Follows => "follows",
        WitnessStanding.Away => "does not answer",
        WitnessStanding.Refuses => "answers, but does not cosign",
        WitnessStanding.Ahead => "saw more of this log than there is here: an old copy was put back",
        WitnessStanding.Contradicts => "saw another history of this log",
        _ => throw new InvalidOperationException("a standing that nobody defined"),
    };
}
