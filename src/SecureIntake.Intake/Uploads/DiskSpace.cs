using Microsoft.Extensions.Options;
using SecureIntake.Cases.Storage;

namespace SecureIntake.Intake.Uploads;

/// <summary>
/// Whether the disk has room for a part. A reserve is never used; parts over 64 MiB never use the last half of the disk, so that a few large
/// files cannot close the door to many small testimonies.
/// </summary>
internal sealed class DiskSpace(IOptions<IntakeOptions> intake, IOptions<StorageOptions> storage)
{
    private const long LargePart = 64L * 1024 * 1024;

    /// <summary>How the disk is asked; tests answer themselves.</summary>
    internal Func<(long Free, long Total)> Probe { get; set; } = () =>
    {
        var disk = new DriveInfo(Path.GetFullPath(storage.Value.Folder));
        return (disk.AvailableFreeSpace, disk.TotalSize);
    };

    /// <summary>Whether the bytes of a part that are still to come fit.</summary>
    /// <param name="partLength">The whole part.</param>
    /// <param name="toCome">The rest of it.</param>
    public bool HasRoom(long partLength, long toCome)
    {
        var (free, total) = Probe();
        long kept = partLength > LargePart ? Math.Max(intake.Value.ReserveBytes, total / 2) : intake.Value.ReserveBytes;
        return free - toCome >= kept;
    }
}
