using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace SecureIntake.Portal;

/// <summary>The address that members type: the configured one, or the host name with the port that is listened to.</summary>
internal sealed class PortalAddress(IServer server, IOptions<PortalOptions> options)
{
    /// <summary>The address of a path, <c>http://portal.localhost:8441/enrol</c>. Known once the server listens.</summary>
    public Uri Of(string path) => new(new Uri(Root), path);

    private string Root
    {
        get
        {
            if (options.Value.Address.Length > 0)
                return options.Value.Address;
            string? bound = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
            return bound is null ? "http://" + options.Value.HostName : WithHostName(BindingAddress.Parse(bound));
        }
    }

    private string WithHostName(BindingAddress bound) => $"{bound.Scheme}://{options.Value.HostName}:{bound.Port}";
}
