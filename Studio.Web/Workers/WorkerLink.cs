using System.IO.Pipes;
using System.Net.Sockets;
using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;

namespace Studio.Web.Workers;

/// <summary>
/// Where a worker listens and how it knows who calls: a socket in a folder that only this user may enter (on Windows a pipe that only this
/// user may open), and a secret that came by the worker's standard input and is in nobody's process list.
/// </summary>
/// <param name="Address">Path of the socket, or name of the pipe.</param>
internal sealed record WorkerLink(string Address, string Secret) : IDisposable
{
    public const string SecretHeader = "studio-worker-secret";

    /// <summary>What a path of a socket may have at most on every system that has them.</summary>
    private const int LongestPath = 100;

    public static WorkerLink New()
    {
        var (name, secret) = ($"studio-{RandomNumberGenerator.GetHexString(12, lowercase: true)}", RandomNumberGenerator.GetHexString(64));
        if (OperatingSystem.IsWindows())
            return new(name, secret);
        var parent = Path.GetTempPath();
        var folder = Path.Join(parent.Length + name.Length + 5 > LongestPath ? "/tmp" : parent, name);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(Path.Join(folder, "w"), secret);
    }

    public GrpcChannel Open() => GrpcChannel.ForAddress("http://worker", new()
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) => await ConnectAsync(cancellationToken),
            UseProxy = false,
        },
        MaxReceiveMessageSize = null,
        MaxSendMessageSize = null,
        DisposeHttpClient = true,
    });

    public Metadata Headers() => new() { { SecretHeader, Secret } };

    /// <summary>Takes the folder away with what is in it.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            Directory.Delete(Path.GetDirectoryName(Address)!, recursive: true);
        }
        catch (IOException)
        {
            // an empty folder among temporary ones
        }
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            var pipe = new NamedPipeClientStream(".", Address, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
            await pipe.ConnectAsync(cancellationToken);
            return pipe;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Address), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
