using System.ComponentModel.DataAnnotations;

namespace SecureIntake.Portal;

/// <summary>How the staff site is reached and where its files are (section <c>Portal</c>).</summary>
internal sealed class PortalOptions
{
    /// <summary>
    /// The one host name that members use, without port. Passkeys are bound to it; requests for any other name are refused. WebAuthn wants a
    /// name, not an address: <c>portal.localhost</c> on one machine, an onion name or a domain elsewhere.
    /// </summary>
    [Required]
    public string HostName { get; set; } = "portal.localhost";

    /// <summary>The address that members type, <c>http://portal.localhost:8441</c>; empty: the host name and the port that is listened to.</summary>
    public string Address { get; set; } = "";

    /// <summary>The address of the public site, which the organisation card names.</summary>
    public string IntakeAddress { get; set; } = "";

    /// <summary>The folder of scripts and styles with its <c>assets.json</c>, made by <c>portal/build.mjs</c>.</summary>
    [Required]
    public string AssetsFolder { get; set; } = "";

    /// <summary>The log's origin: names it in every checkpoint and never changes.</summary>
    [Required, RegularExpression("^[a-z0-9.-]+(/[a-z0-9.-]+)*$")]
    public string LogOrigin { get; set; } = "secureintake.example/log";

    /// <summary>The file of the log's 32-byte signing seed; made at the first start. Empty: <c>log.key</c> in the storage folder.</summary>
    public string LogKeyFile { get; set; } = "";

    /// <summary>The file of this process's key on the line to the gate; made at the first start. Empty: <c>portal.pem</c> in the storage folder.</summary>
    public string LinkKeyFile { get; set; } = "";

    /// <summary>Whether everyone and everything here is made up; every page says so then.</summary>
    public bool Demonstration { get; set; }

    /// <summary>
    /// The file with the witnesses' addresses, in the form of a C2SP tlog-policy: the one that the root ceremony read will do. Who must cosign is what the
    /// root signed. Empty: nobody is asked.
    /// </summary>
    public string WitnessAddressesFile { get; set; } = "";

    /// <summary>
    /// The proxy by which witnesses are asked, <c>socks5://127.0.0.1:9050</c> for Tor; empty: directly. What the environment names is not used. A
    /// witness with an onion address needs one.
    /// </summary>
    public string WitnessProxy { get; set; } = "";
}
