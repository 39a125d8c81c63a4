using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Checks;

/// <summary>What a person keyed from one paper.</summary>
/// <param name="Mrz">The lines of the machine-readable zone; empty when the paper has none.</param>
/// <param name="ResidentId">A Chinese resident identity number.</param>
/// <param name="Iin">A Kazakh individual identification number.</param>
/// <param name="Issued">The printed day of issue.</param>
public sealed record Keyed(IReadOnlyList<string> Mrz, string? ResidentId = null, string? Iin = null, DateOnly? Issued = null)
{
    /// <summary>Every check of what is there, then whether the numbers agree on when their holder was born, and on the sex.</summary>
    /// <param name="today">Decides centuries; nobody is born later.</param>
    public IReadOnlyList<Finding> Check(DateOnly today)
    {
        var findings = new List<Finding>();
        if (Mrz.Count > 0)
            findings.AddRange(MrzCheck.Run(Mrz, MrzOrigin.Keyed, today, Issued));
        if (ResidentId is not null)
            findings.AddRange(Checks.ResidentId.Run(ResidentId, today));
        if (Iin is not null)
            findings.AddRange(KazakhIin.Run(Iin, today));
        Agree(findings, FindingCode.KeyedBirthDate, "date", [FindingCode.MrzBirthDate, FindingCode.PrcBirthDate, FindingCode.IinBirthDate]);
        Agree(findings, FindingCode.KeyedSex, "found", [FindingCode.MrzSex, FindingCode.PrcSex, FindingCode.IinSex]);
        return findings;
    }

    private static void Agree(List<Finding> findings, FindingCode code, string value, FindingCode[] sources)
    {
        string[] said = [.. findings.Where(finding => finding.Level == Level.Pass && sources.Contains(finding.Code)).Select(finding => finding[value])
            // A filler in a sex field says nothing.
            .Where(text => text != "<")];
        if (said.Length < 2)
            return;
        var different = Array.Find(said, text => text != said[0]);
        findings.Add(different is null ? code.At(Level.Pass, said[0]) : code.At(Level.Conflict, said[0], different));
    }
}
