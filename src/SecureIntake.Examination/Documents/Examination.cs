using System.Security.Cryptography;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Documents;

/// <summary>One page of a safe copy: a PNG that we encoded from bare pixels, so that nothing of the document but its look is in it.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Png">The file.</param>
public sealed record SafePage(int Width, int Height, byte[] Png);

/// <summary>What an examination of one file gave. Disposing it wipes the pages.</summary>
/// <param name="findings">In the order in which the checks ran.</param>
/// <param name="pages">The safe copy: the first pages of a PDF, or the one picture; empty when nothing could be shown safely.</param>
/// <param name="totalPages">How many pages the file has, as far as we know.</param>
public sealed class Examination(IReadOnlyList<Finding> findings, IReadOnlyList<SafePage> pages, int totalPages) : IDisposable
{
    public IReadOnlyList<Finding> Findings => findings;

    public IReadOnlyList<SafePage> Pages => pages;

    public int TotalPages => totalPages;

    /// <summary>Whether every step went through; if not, a person decides about the original.</summary>
    public bool OpenedSafely => !findings.Any(f => f.Code == FindingCode.CannotOpenSafely);

    public void Dispose()
    {
        foreach (var page in pages)
            CryptographicOperations.ZeroMemory(page.Png);
    }
}
