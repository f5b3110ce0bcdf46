namespace Studio.Tests.Support;

/// <summary>One keyed server for all tests of a class that change nothing on it: IClassFixture&lt;SharedStudio&gt;.</summary>
public class SharedStudio : IAsyncLifetime
{
    public StudioApplication Studio { get; private set; } = null!;

    public async Task InitializeAsync() => Studio = await StartAsync();

    public async Task DisposeAsync() => await Studio.DisposeAsync();

    protected virtual Task<StudioApplication> StartAsync() => StudioApplication.StartAsync();
}

/// <summary>The same in local mode.</summary>
public sealed class SharedLocalStudio : SharedStudio
{
    protected override Task<StudioApplication> StartAsync() => StudioApplication.StartAsync(StudioApplication.LocalMode);
}
