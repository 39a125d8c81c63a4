using SecureIntake.Host;

var builder = Host.CreateApplicationBuilder(args);
builder.AddSupervision();
await builder.Build().RunAsync();
