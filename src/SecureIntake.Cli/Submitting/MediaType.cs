using System.Buffers;

namespace SecureIntake.Cli.Submitting;

/// <summary>What a file's name says of its content. Only a hint: whoever opens it looks at the bytes.</summary>
internal static class MediaType
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>The extension for the tar entry: one to five letters and digits.</summary>
    public static string Extension(string path)
    {
        var extension = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
        return extension.Length is >= 1 and <= 5 && !extension.AsSpan().ContainsAnyExcept(Plain) ? extension : "bin";
    }

    /// <summary>Kind and media type of an extension.</summary>
    public static (EvidenceKind Kind, string Type) Of(string extension) => extension switch
    {
        "pdf" => (EvidenceKind.Document, "application/pdf"),
        "jpg" or "jpeg" => (EvidenceKind.Photo, "image/jpeg"),
        "png" => (EvidenceKind.Photo, "image/png"),
        "heic" => (EvidenceKind.Photo, "image/heic"),
        "webp" => (EvidenceKind.Photo, "image/webp"),
        "mp3" => (EvidenceKind.Voice, "audio/mpeg"),
        "ogg" => (EvidenceKind.Voice, "audio/ogg"),
        "m4a" => (EvidenceKind.Voice, "audio/mp4"),
        "mp4" => (EvidenceKind.Video, "video/mp4"),
        "mov" => (EvidenceKind.Video, "video/quicktime"),
        "webm" => (EvidenceKind.Video, "video/webm"),
        _ => (EvidenceKind.Other, "application/octet-stream"),
    };
}
