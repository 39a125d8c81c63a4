using System.ComponentModel.DataAnnotations;

namespace SecureIntake.Intake;

/// <summary>How the public site takes submissions in (section <c>Intake</c>).</summary>
internal sealed class IntakeOptions
{
    /// <summary>The folder of the static site, made by <c>submit/build.mjs</c> and <c>submit/pin.mjs</c>.</summary>
    [Required]
    public string SiteFolder { get; set; } = "";

    /// <summary>The log's folder, which Portal writes and this process only reads. Empty: <c>log</c> in the storage folder.</summary>
    public string LogFolder { get; set; } = "";

    /// <summary>Hours between batches, a divisor of 24: submissions enter together at fixed hours (UTC). 0: at once, for a trial.</summary>
    [AllowedValues(0, 1, 2, 3, 4, 6, 8, 12, 24)]
    public int BatchHours { get; set; } = 6;

    /// <summary>The longest part, header included, in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxPartBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>The most parts of a submission.</summary>
    [Range(1, 1000)]
    public int MaxParts { get; set; } = 50;

    /// <summary>Bytes of the disk that uploads never use.</summary>
    [Range(0, long.MaxValue)]
    public long ReserveBytes { get; set; } = 256L * 1024 * 1024;
}
