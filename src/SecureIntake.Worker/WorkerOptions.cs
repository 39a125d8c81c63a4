using System.ComponentModel.DataAnnotations;

namespace SecureIntake.Worker;

/// <summary>The bench of this process (section <c>Worker</c>).</summary>
internal sealed class WorkerOptions
{
    /// <summary>
    /// The file of the bench's signing key, one line <c>SECUREINTAKE-SIGNING-KEY-1…</c>; made at the first start. It signs what this bench
    /// does; nothing that is sealed opens with it.
    /// </summary>
    [Required]
    public string BenchKeyFile { get; set; } = "";

    /// <summary>The log's folder, which Portal writes and this process only reads, to prove leases to the gate. Empty: <c>log</c> in the storage folder.</summary>
    public string LogFolder { get; set; } = "";

    /// <summary>The file of this process's key on the line to the gate; made at the first start. Empty: <c>worker.pem</c> in the storage folder.</summary>
    public string LinkKeyFile { get; set; } = "";

    /// <summary>Documents that are examined at once; each may take 1 GB in its sandbox.</summary>
    [Range(1, 32)]
    public int Parallel { get; set; } = 2;

    /// <summary>How often the table of runs is looked at.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long the key of a run lives. An hour short of what the format allows, so that a member whose clock is a little slow does not see a
    /// promise that is too long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "23:00:00")]
    public TimeSpan KeyLife { get; set; } = TimeSpan.FromHours(23);
}
