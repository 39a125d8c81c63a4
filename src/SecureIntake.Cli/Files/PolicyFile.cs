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

    /// <summary>Reads what the root is to sign: a file, or the word <c>none</c>, so that nobody forgets their witnesses by leaving an option out.</summary>
    public static WitnessPolicy ReadToSign(string pathOrNone)
    {
        var policy = Read(pathOrNone == "none" ? null : pathOrNone);
        return WitnessPolicy.TryParseSigned(policy.Signed, out var signed)
            ? signed!
            : throw CommandFailedException.Refused($"{pathOrNone} is more than the root signs: at most {WitnessPolicy.MaxSigned} characters, in ASCII");
    }
}
