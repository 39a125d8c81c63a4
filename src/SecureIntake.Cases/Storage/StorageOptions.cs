using System.ComponentModel.DataAnnotations;

namespace SecureIntake.Cases.Storage;

/// <summary>Where this process keeps its data (section <c>Storage</c>).</summary>
public sealed class StorageOptions
{
    /// <summary>The folder of SQLite files and blobs. Made at start if it is missing.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>
    /// Path of a file that holds a PostgreSQL connection string; empty for SQLite. A path and not the value, because the value is a secret
    /// and configuration is printed, copied and inherited.
    /// </summary>
    public string PostgresConnectionFile { get; set; } = "";

    /// <summary>Whether PostgreSQL is used.</summary>
    public bool UsesPostgres => PostgresConnectionFile.Length > 0;
}
