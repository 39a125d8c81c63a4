using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SecureIntake.Audit.Log;

namespace SecureIntake.Link;

/// <summary>
/// One end's key on a line between the gate and who asks it: a certificate that nobody issued. What counts is its pin, SHA-256 of the public key in
/// hex, which the other end was given as a file. The gate compiles this file, and so do those who ask it.
/// </summary>
internal sealed class LinkKey : IDisposable
{
    // A pin has no date; these only fill the certificate's fields.
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2126, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private LinkKey(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>Certificate and private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Reads the key; makes it at the first start. Its pin always lies beside it, in a file with the ending <c>.pin</c>.</summary>
    public static LinkKey ReadOrCreate(string path)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
            Create(path);
        string pem = File.ReadAllText(path);
        var key = new LinkKey(X509Certificate2.CreateFromPem(pem, pem));
        File.WriteAllText(Path.ChangeExtension(path, ".pin"), PinOf(key.Certificate) + "\n");
        return key;
    }

    /// <summary>The pin of whoever shows this certificate.</summary>
    public static string PinOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Whether a pin file is there and holds this certificate's pin.</summary>
    public static bool IsPinned(X509Certificate2 certificate, string pinFile) =>
        File.Exists(pinFile) && File.ReadAllText(pinFile).Trim() == PinOf(certificate);

    public void Dispose() => Certificate.Dispose();

    private static void Create(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=secureintake", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(From, Until);
        Durable.ReplaceOwnerOnly(path, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n"));
    }
}
