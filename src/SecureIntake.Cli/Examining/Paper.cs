using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Cli.Submitting;
using SecureIntake.Examination.Documents;
using SecureIntake.Examination.Sandbox;

namespace SecureIntake.Cli.Examining;

/// <summary>One file examined exactly as the worker's stage <c>examine</c> does it: by the same code, in the same sandbox, with the same limits.</summary>
internal static class Paper
{
    /// <summary>Examines a file.</summary>
    /// <param name="path">A file, or <c>-</c> for standard input. Its extension is what its sender says of it.</param>
    /// <param name="received">The day on which it was received, where known.</param>
    /// <param name="limits">What is refused unopened.</param>
    /// <param name="cancel">Ends the examination.</param>
    public static async Task<Examination.Documents.Examination> ExamineAsync(string path, DateOnly? received, ExaminerOptions limits, CancellationToken cancel)
    {
        using var input = InputFile.Open(path);
        // The whole file goes to each reader in the sandbox; what is too long for that is never read.
        var file = InputFile.ReadUpTo(input, limits.MaxFileBytes);
        if (file is null) return Examiner.Unopened(Step.Size, Unsafe.TooLarge);
        try
        {
            return await new Examiner(limits, TimeProvider.System).ExamineAsync(file, MediaType.Of(MediaType.Extension(path)).Type, received, cancel);
        }
        catch (SandboxUnavailableException)
        {
            throw CommandFailedException.Refused(
                "documents are only opened in a sandbox, and this computer has none: install bubblewrap and util-linux (and poppler-utils qpdf libimage-exiftool-perl libvips-tools, which run inside)");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file);
        }
    }
}
