var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/", () => "Poruka");
app.Run();
