using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Health;
using Studio.Web.Models.Downloads;

namespace Studio.Tests.Models.Downloads;

/// <summary>A server of ours in a hurry, and one elsewhere that does as a test says.</summary>
public sealed class DownloadFixture : IAsyncLifetime
{
    internal static readonly CurrentUser Anna = StudioApplication.User("anna", Roles.Operator);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal UnreliableServer Elsewhere { get; } = new();

    internal StudioApplication Studio { get; private set; } = null!;

    internal FakeVolumes Volumes { get; } = new();

    internal DownloadQueue Queue => Studio.Get<DownloadQueue>();

    public async Task InitializeAsync()
    {
        Studio = await StudioApplication.StartAsync(
            options =>
            {
                options.Outgoing.AllowedNetworks = ["127.0.0.1/32"];
                options.Downloads.HuggingFace = Elsewhere.Address("");
                options.Downloads.Civitai = Elsewhere.Address("", "localhost");
                options.Downloads.HuggingFaceToken = "hf_server_token";
                options.Downloads.CivitaiToken = "civitai_server_token";
                options.Downloads.PerHost = 4;
            },
            services => services.RemoveAll<DownloadTimes>().AddSingleton(new DownloadTimes
            {
                FirstWait = TimeSpan.FromMilliseconds(2),
                LongestWait = TimeSpan.FromMilliseconds(20),
                LongestRetryAfter = TimeSpan.FromMilliseconds(40),
                BetweenLooks = TimeSpan.FromMilliseconds(20),
                Stall = TimeSpan.FromSeconds(3),
                LeastBytes = 4096,
                MostAttempts = 4,
            }).AddSingleton<IVolumes>(Volumes));
    }

    public async Task DisposeAsync()
    {
        await Studio.DisposeAsync();
        Elsewhere.Dispose();
    }

    /// <summary>A file that readers take for a model: one tensor of so many random bytes.</summary>
    internal static byte[] Model(int bytes, int seed)
    {
        var header = Encoding.UTF8.GetBytes($$"""{"t":{"dtype":"U8","shape":[{{bytes}}],"data_offsets":[0,{{bytes}}]} }""");
        var file = new byte[8 + header.Length + bytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        new Random(seed).NextBytes(file.AsSpan(8 + header.Length));
        return file;
    }

    internal static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    internal Download Add(string url, string? hash = null, string kind = "loras", string? name = null) =>
        Queue.Add(Anna, new(DownloadSource.Parse(url), kind, name ?? $"{Guid.NewGuid():N}.safetensors", hash)).Download;

    /// <summary>The download once it is so.</summary>
    internal async Task<Download> UntilAsync(string id, Func<Download, bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!patience.IsCancellationRequested)
        {
            if (Queue.Find(id) is { } now && isSo(now))
                return now;
            await Task.Delay(5);
        }

        throw new TimeoutException($"{Queue.Find(id)}");
    }

    /// <summary>The download once nothing happens to it any more.</summary>
    internal Task<Download> EndAsync(Download download) =>
        UntilAsync(download.Id, now => now.State is DownloadState.Done or DownloadState.Failed or DownloadState.Cancelled);

    internal string PathOf(Download download) => Path.Join(Studio.StudioDir, "models", download.Kind, download.Name);

    internal byte[] Fetched(Download download)
    {
        Assert.Equal((DownloadState.Done, null), (download.State, download.Problem));
        Assert.False(File.Exists(download.Part));
        Assert.False(File.Exists(download.Part + ".json"));
        return File.ReadAllBytes(PathOf(download));
    }
}
