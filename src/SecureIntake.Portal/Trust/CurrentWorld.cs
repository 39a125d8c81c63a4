using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Trust;

/// <summary>
/// The newest policy, directory and roster, verified against the pinned root fingerprint and kept in memory. Portal alone publishes them, so they
/// change when <see cref="Forget"/> is called and at no other time.
/// </summary>
internal sealed class CurrentWorld(
    IDbContextFactory<CasesContext> contexts, IOptions<TrustOptions> options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _remembering = new();
    private SignedWorld? _known;
    private int _forgotten;

    /// <summary>Today, UTC.</summary>
    public DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>The pinned root fingerprint; null while its file is missing or holds something else.</summary>
    public string? RootFingerprint
    {
        get
        {
            string path = options.Value.RootFingerprintFile;
            string text = File.Exists(path) ? File.ReadAllText(path).Trim() : "";
            return text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text : null;
        }
    }

    /// <summary>What the root signed, if it is there, verifies and holds today.</summary>
    public async ValueTask<SignedWorld?> GetAsync(CancellationToken cancel) =>
        await NewestAsync(cancel) is { } world && world.HoldsOn(Today) ? world : null;

    /// <summary>Something else was published: read it at the next question.</summary>
    public void Forget()
    {
        lock (_remembering)
        {
            _known = null;
            _forgotten++;
        }
    }

    /// <summary>
    /// Ties what is about to be saved to a world: it fails with a <see cref="DbUpdateConcurrencyException"/> where another is in force by then.
    /// </summary>
    public static void Hold(CasesContext cases, SignedWorld world) => cases.HoldTo(Encoding.UTF8.GetString(world.Signed.Roster.ToJson()));

    /// <summary>Whether a save failed because another world is in force; it is read anew then.</summary>
    public bool HasChanged(DbUpdateException failure)
    {
        bool changed = failure is DbUpdateConcurrencyException && failure.Entries.Any(entry => entry.Entity is Publication);
        if (changed)
            Forget();
        return changed;
    }

    public void Dispose() => _one.Dispose();

    private async ValueTask<SignedWorld?> NewestAsync(CancellationToken cancel)
    {
        if (_known is { } known)
            return known;
        await _one.WaitAsync(cancel);
        try
        {
            int before = _forgotten;
            var loaded = _known ?? await LoadAsync(cancel);
            lock (_remembering)
            {
                // What was read before something else was published is good for this one answer.
                if (before == _forgotten)
                    _known = loaded;
            }

            return loaded;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<SignedWorld?> LoadAsync(CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        return RootFingerprint is { } root
            && await KeptPublication.ReadAsync(cases, cancel) is { } kept
            && SignedWorld.TryVerify(kept.Signed, root, Today, out var world, out _)
            ? world
            : null;
    }
}
