package dev.holdfast.auth.jwt;

import dev.holdfast.auth.AuthenticatorContract;
import dev.holdfast.auth.TesterTime;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.Authenticator.Credential;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/// The contract of all authenticators, once for each kind of key.
class JwtContractTest {
    @Nested
    class WithSharedSecret extends Jwt {
        WithSharedSecret() {
            super(SharedSecret.of(TestKeys.SECRET));
        }

        @Override
        public Credential good() {
            return token().hs256(TestKeys.SECRET);
        }

        @Override
        public Credential forged() {
            return token().hs256("another secret of thirty-two bytes".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Nested
    class WithRsaKey extends Jwt {
        WithRsaKey() {
            super(new TrustedPublicKey(TestKeys.RSA.getPublic()));
        }

        @Override
        public Credential good() {
            return token().rs256(TestKeys.RSA.getPrivate());
        }

        @Override
        public Credential forged() {
            return token().rs256(TestKeys.OTHER_RSA.getPrivate());
        }
    }

    @Nested
    class WithEllipticKey extends Jwt {
        WithEllipticKey() {
            super(new TrustedPublicKey(TestKeys.EC.getPublic()));
        }

        @Override
        public Credential good() {
            return token().es256(TestKeys.EC.getPrivate());
        }

        @Override
        public Credential forged() {
            return token().es256(TestKeys.OTHER_EC.getPrivate());
        }
    }

    @Nested
    class WithKeyServer extends Jwt {
        private static final LoopbackKeyServer UP =
                new LoopbackKeyServer().answers(200, TestKeys.keySet(TestKeys.jwk(TestKeys.EC, "e1")));
        private static final LoopbackKeyServer DOWN = new LoopbackKeyServer().answers(500, "");

        WithKeyServer() {
            super(KeyServer.at(UP.url()).withDeadline(Duration.ofSeconds(30)));
        }

        private @Nullable JwtAuthenticator down;

        @AfterEach
        void closeTheOneThatIsDown() {
            if (down != null) {
                down.close();
            }
        }

        @AfterAll
        static void close() {
            UP.close();
            DOWN.close();
        }

        @Override
        public Credential good() {
            return token().header("kid", "e1").es256(TestKeys.EC.getPrivate());
        }

        @Override
        public Credential forged() {
            return token().header("kid", "e1").es256(TestKeys.OTHER_EC.getPrivate());
        }

        @Override
        public Optional<Authenticator> withBackendDown() {
            down = create(KeyServer.at(DOWN.url()), time());
            return Optional.of(down);
        }
    }

    private static JwtAuthenticator create(VerificationKeys keys, TesterTime time) {
        return JwtAuthenticator.create(JwtOptions.of(keys), time, KeyServerListener.NONE);
    }

    private abstract static class Jwt implements AuthenticatorContract {
        private final TesterTime time = new TesterTime();
        private final JwtAuthenticator authenticator;

        Jwt(VerificationKeys keys) {
            authenticator = create(keys, time);
        }

        @AfterEach
        void closeAuthenticator() {
            authenticator.close();
        }

        @Override
        public Authenticator authenticator() {
            return authenticator;
        }

        @Override
        public TesterTime time() {
            return time;
        }

        TestToken token() {
            return TestToken.madeAt(time.wall());
        }
    }
}
