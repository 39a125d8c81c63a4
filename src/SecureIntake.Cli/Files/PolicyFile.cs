using System.Text;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Cli.Files;

/// <summary>A file with a witness policy (C2SP tlog-policy).</summary>
internal static class PolicyFile
{
    /// <summary>Reads it; without a path nobody has to cosign.</summary>
    public static WitnessPolicy Read(string? path)
    {
        if (path is null) return WitnessPolicy.None;
        return WitnessPolicy.TryParse(Encoding.UTF8.GetString(InputFile.ReadSmall(path)), out var policy, out var line)
            ? policy!
            : throw CommandFailedException.WrongUse($"{path} is no witness policy: see its line {line}");
    }
}
