using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Tests.Documents;

namespace SecureIntake.Cli.Tests;

/// <summary>The signing request that a portal with two leads, a verifier, a bench and a gate exports.</summary>
internal static class SpecimenRequest
{
    public static byte[] Make()
    {
        using var organisation = new SpecimenOrganisation();
        var directory = organisation.DirectoryBody;
        return new SigningRequest(
            [.. directory.Members.Skip(1)], directory.Benches, directory.Gates, organisation.PolicyBody.Log, [], 2, 2, organisation.PolicyBody.Address).ToJson();
    }
}
