using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using SecureIntake.Gate.Custody;
using SecureIntake.Gate.History;
using SecureIntake.Gate.Keys;
using SecureIntake.Gate.Lockdowns;
using SecureIntake.Gate.Releases;
using SecureIntake.Gate.Trust;
using SecureIntake.Link;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Gate;

/// <summary>Puts the gate together. It has no database, stores no payload and opens no content.</summary>
internal static partial class GateComposition
{
    /// <summary>Registers everything.</summary>
    public static void AddGate(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GateOptions>().BindConfiguration("Gate").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => LinkKey.ReadOrCreate(Path.Combine(provider.GetRequiredService<IOptions<GateOptions>>().Value.Folder, "link.pem")));
        services.AddSingleton<GateSigningKey>();
        services.AddSingleton<GateKeys>();
        services.AddSingleton<LogHistory>();
        services.AddSingleton<HeldTrust>();
        services.AddSingleton<Statements>();
        services.AddSingleton<HeldHeaders>();
        services.AddSingleton<Marks>();
        services.AddSingleton<OpeningRelease>();
        services.AddSingleton<LeaseRelease>();
        services.AddSingleton<CaseTaking>();
        services.AddSingleton<Locks>();
        services.AddSingleton<Locking>();
        services.AddSingleton<CustodyRequests>();
        services.AddSingleton<CustodyStatements>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = GateMessage.MaxLength;
            kestrel.ConfigureHttpsDefaults(https => Pin(https, kestrel.ApplicationServices));
        });
        // No access log: the framework would write every path with its time.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    }

    /// <summary>The pipeline and every route.</summary>
    public static void UseGate(this WebApplication app)
    {
        // What cannot be read stops the start, not the first who asks.
        app.Services.GetRequiredService<GateSigningKey>();
        app.Services.GetRequiredService<HeldTrust>();
        app.Services.GetRequiredService<Locks>();
        app.Services.GetRequiredService<CustodyRequests>();
        app.Use(AnswerFailureAsync);
        app.UseRouting();
        app.MapGate();
    }

    // What fails may name a file, and a file's name a case: the log gets the kind of failure only.
    private static async Task AnswerFailureAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is not OperationCanceledException && !context.Response.HasStarted)
        {
            Log.Failed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("SecureIntake.Gate"), e.GetType().Name);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    // Both ends know each other's key by its pin; who issued a certificate, and for which name, says nothing here.
    private static void Pin(HttpsConnectionAdapterOptions https, IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<GateOptions>>().Value;
        https.ServerCertificate = services.GetRequiredService<LinkKey>().Certificate;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => options.ClientPinFiles.Any(file => LinkKey.IsPinned(certificate, file));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A request failed: {Failure}")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
