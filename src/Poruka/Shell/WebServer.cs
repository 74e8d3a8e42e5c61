using System.Net;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Poruka.Operations;
using Poruka.People;
using Poruka.Shell.ShowAbout;
using Poruka.Shell.SwitchLanguage;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.Shell;

/// <summary>The web server: what stands around every page.</summary>
public static partial class WebServer
{
    /// <summary>Serves until told to stop.</summary>
    /// <param name="options">Where, and over what.</param>
    /// <param name="map">Maps the pages.</param>
    /// <param name="started">Takes the address once it answers, with the port that was given out.</param>
    /// <param name="stop">Ends it; requests under way have five seconds.</param>
    /// <returns>The exit code, 0.</returns>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<int> RunAsync(
        ServeOptions options, Action<IEndpointRouteBuilder> map, Action<Uri> started, CancellationToken stop)
    {
        await using var app = Build(options, map);
        await app.StartAsync(stop);
        started(AddressOf(app));
        // What only starting needed; and, when the first pages are out, what only the first of them did.
        ProgramPages.LetGo();
        app.Services.GetRequiredService<RequestCounts>().AfterFirst = () => Task.Run(ProgramPages.LetGo, stop);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Poruka.Jobs");
        var jobs = Jobs.RunAsync(options.Installation, options.Jobs, options.Clock, (name, fault) => JobFailed(log, name, fault.GetType().Name), stop);
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await jobs;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await app.StopAsync(patience.Token);
        return 0;
    }

    /// <summary>Builds the server without starting it.</summary>
    public static WebApplication Build(ServeOptions options, Action<IEndpointRouteBuilder> map)
    {
        // Empty: no settings are read from the folder we happen to be in, nothing listens that we don't name.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "poruka",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ServeOptions.MaxRequestBytes;
            // A form is at most a megabyte in memory, so that all of them together are bounded too.
            kestrel.Limits.MaxConcurrentConnections = 1_024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16_384;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(20);
            Listen(kestrel, options.Address);
            if (options.Metrics is not null) Listen(kestrel, options.Metrics);
        });
        AddServices(builder.Services, options);

        var app = builder.Build();
        app.Services.GetRequiredService<CarriedFiles>(); // at once: what an earlier run left goes
        app.Use(app.Services.GetRequiredService<RequestCounts>().Count);
        app.Use(SecurityHeaders.Set);
        app.Use(MetricsDoor.Guard(options));
        app.Use(ErrorPages.Catch);
        app.Use(HeadAsGet);
        app.Use(OnionAddress.Tell(options));
        app.Use(Replay.Remember);
        app.UseRouting();
        app.Use(Visit.Read);
        app.Use(FormGuard.Check);
        app.Use(Gate.Check);
        app.Use(app.Services.GetRequiredService<SharedPages>().Serve);
        var open = app.MapGroup("").ForEverybody();
        open.MapAssets();
        open.MapAbout();
        app.MapSwitchLanguage();
        map(app);
        Gate.MustKnow(((IEndpointRouteBuilder)app).DataSources);
        return app;
    }

    // The kind of a fault, and not what it says: that may hold what was worked on.
    [LoggerMessage(LogLevel.Error, "The job '{Name}' failed: {Kind}. It is tried again.")]
    private static partial void JobFailed(ILogger log, string name, string kind);

    /// <summary>Where a started server answers.</summary>
    public static Uri AddressOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        return new Uri(addresses?.Addresses.First() ?? throw new InvalidOperationException("The server has not started."));
    }

    private static void Listen(KestrelServerOptions kestrel, Uri address)
    {
        if (address.Host == "localhost") kestrel.ListenLocalhost(address.Port);
        else kestrel.Listen(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port);
    }

    private static ILoggingBuilder AddConsoleOf(this ILoggingBuilder logging, ServeOptions options) => options.LogsAsJson
        ? logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
        })
        : logging.AddSimpleConsole(console => console.ColorBehavior = LoggerColorBehavior.Disabled);

    private static void AddServices(IServiceCollection services, ServeOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Clock);
        services.AddSingleton<Sessions>();
        services.AddSingleton<Derivations>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<RecoveryTries>();
        services.AddSingleton<Enrolments>();
        services.AddSingleton<UploadQuota>();
        services.AddSingleton<Patience>();
        services.AddSingleton<RequestCounts>();
        services.AddSingleton(_ => new DataStamp(options.Installation.Database));
        services.AddSingleton<SiteLooks>();
        services.AddSingleton<SharedPages>();
        services.AddSingleton<CarriedFiles>();
        services.AddSingleton<Sheets.SheetDrafts>();
        services.AddSingleton<HeldUploads>();
        services.AddSingleton(options.SetUpCode);
        services.AddRoutingCore();
        // The default encoder writes Cyrillic as numbers, five bytes for one.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddLogging(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            // It warns that keys lie unsealed in a folder; SECURITY.md says what that folder means.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            // It warns that pages with a form are not cached, and of each form that has run out.
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error)
            .AddConsoleOf(options));
        services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        services.AddDataProtection()
            .SetApplicationName("Poruka")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.Installation.Folder, "keys")));
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = FormGuard.Cookie;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.FormFieldName = FormGuard.TokenField;
            antiforgery.HeaderName = null;
            antiforgery.SuppressXFrameOptionsHeader = true; // frame-ancestors 'none' says more
        });
        // What is posted stays in memory: the default spills past 64 KB into temporary files.
        services.Configure<FormOptions>(forms =>
        {
            forms.MemoryBufferThreshold = (int)ServeOptions.MaxFormBytes;
            forms.MultipartBodyLengthLimit = ServeOptions.MaxFormBytes;
            forms.ValueCountLimit = 256;
            forms.MultipartHeadersCountLimit = 8;
        });
    }

    /// <summary>A HEAD is answered as its GET would be; the server leaves the body out.</summary>
    private static Task HeadAsGet(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method)) context.Request.Method = HttpMethods.Get;
        return next(context);
    }
}
