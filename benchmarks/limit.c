/* The limit: the whole yearly step by hand, in single precision, one pass over rows a phase.
 *
 * It does the arithmetic of `balance_of_threat()` on every dyad that the package does it on (no
 * use of symmetry; postures toward principals alone, as the package), reads the same hash for its
 * draws, and returns the same figures, so that it can be checked against the package and stands
 * for what this processor can do. What is done by hand: a row stays in the nearest cache while all
 * that a phase asks of it is worked out; 0/1 events live as bits; nothing is written that nobody
 * reads. Lists of events (acts, powers) are as long as they are, not padded to a fixed length.
 *
 * Rows perceive or act. Matrices have `stride` columns, zero beyond the last state. Parameters and
 * names of streams come from `limit_names.h`, which `limit.py` writes. `-ffast-math` is meant: no
 * infinity and no NaN is made on purpose.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "limit_names.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ROW(matrix, i) ((matrix) + (size_t)(i) * S)
#define LOOP _Pragma("omp simd")
#define P(name) (p[name])

enum { MOST_POWERS = 12, MOST_ACTS = 4096, TILE = 16, BLOCK = 6 };
enum { METRICS = 21, STATE_VARIABLES = 6 };

typedef struct {
    int actors, stride;
    const int32_t *code;
    const float *present, *capability, *income, *trend_growth, *military_spending;
    const float *ideal_point, *democracy, *great_power, *council_seat, *veto, *nuclear;
    const float *membership, *legitimacy, *punishment;
    const float *distance, *contiguity, *trade_share, *defence_pact, *rivalry, *basing;
    const float *conflict_stock, *frailty;
} World;

typedef struct { uint32_t a, b; } Key;

/* ---- elementary functions that a compiler can turn into vector code ------------------------- */

static inline float of_bits(uint32_t bits) { float x; memcpy(&x, &bits, 4); return x; }
static inline uint32_t to_bits(float x) { uint32_t bits; memcpy(&bits, &x, 4); return bits; }
static inline float larger(float a, float b) { return a > b ? a : b; }
static inline float smaller(float a, float b) { return a < b ? a : b; }

static inline float fexp(float x) {
    x = smaller(larger(x, -87.3f), 88.0f);
    float n = __builtin_rintf(x * 1.44269504088896f);
    float r = __builtin_fmaf(n, -0.693359375f, x);
    r = __builtin_fmaf(n, 2.12194440e-4f, r);
    float y = 1.9875691500e-4f;
    y = __builtin_fmaf(y, r, 1.3981999507e-3f);
    y = __builtin_fmaf(y, r, 8.3334519073e-3f);
    y = __builtin_fmaf(y, r, 4.1665795894e-2f);
    y = __builtin_fmaf(y, r, 1.6666665459e-1f);
    y = __builtin_fmaf(y, r, 5.0000001201e-1f);
    y = __builtin_fmaf(y, r * r, r) + 1.0f;
    return y * of_bits((uint32_t)((int32_t)n + 127) << 23);
}

static inline float flog(float x) { /* of a positive normal number */
    uint32_t bits = to_bits(x);
    float e = (float)((int32_t)(bits >> 23) - 126);
    float m = of_bits((bits & 0x007FFFFFu) | 0x3F000000u);
    int low = m < 0.707106781186547524f;
    e = low ? e - 1.0f : e;
    m = low ? m + m - 1.0f : m - 1.0f;
    float z = m * m, y = 7.0376836292e-2f;
    y = __builtin_fmaf(y, m, -1.1514610310e-1f);
    y = __builtin_fmaf(y, m, 1.1676998740e-1f);
    y = __builtin_fmaf(y, m, -1.2420140846e-1f);
    y = __builtin_fmaf(y, m, 1.4249322787e-1f);
    y = __builtin_fmaf(y, m, -1.6668057665e-1f);
    y = __builtin_fmaf(y, m, 2.0000714765e-1f);
    y = __builtin_fmaf(y, m, -2.4999993993e-1f);
    y = __builtin_fmaf(y, m, 3.3333331174e-1f);
    y = y * m * z;
    y = __builtin_fmaf(e, -2.12194440e-4f, y);
    y = __builtin_fmaf(z, -0.5f, y);
    return __builtin_fmaf(e, 0.693359375f, m + y);
}

/* ---- chance: the package's hash of an address ------------------------------------------------ */

static inline uint32_t mix(uint32_t w, uint32_t key) {
    w ^= w >> 16;
    w *= 0x7FEB352Du;
    w ^= key;
    w ^= w >> 15;
    w *= 0x846CA68Bu;
    return w ^ (w >> 16);
}

static const uint32_t GOLDEN = 0x9E3779B9u, SILVER = 0x85EBCA6Bu;

static inline float unit(uint32_t w) {
    return ((float)(int32_t)(w >> 9) + 0.5f) * 1.1920928955078125e-7f;
}

static inline uint32_t turn(uint32_t w, int by) { return (w << by) | (w >> (32 - by)); }

static Key fold_in(Key key, uint32_t number) { /* threefry 2x32, twenty rounds */
    static const int by[2][4] = {{13, 15, 26, 6}, {17, 29, 16, 24}};
    uint32_t ks[3] = {key.a, key.b, key.a ^ key.b ^ 0x1BD11BDAu};
    uint32_t x = ks[0], y = number + ks[1];
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 4; i++) {
            x += y;
            y = turn(y, by[round % 2][i]) ^ x;
        }
        x += ks[(round + 1) % 3];
        y += ks[(round + 2) % 3] + (uint32_t)round + 1u;
    }
    return (Key){x, y};
}

static Key stream(Key key, uint32_t label) {
    return (Key){mix(key.a ^ label, key.b), mix(key.b + label * GOLDEN, key.a)};
}

static inline Key owned(Key key, uint32_t code) {
    return (Key){mix(code * GOLDEN ^ key.a, key.b), mix(code * SILVER + key.b, key.a)};
}

static inline float uniform(Key key, uint32_t code, uint32_t other) {
    Key own = owned(key, code);
    return unit(mix((other * GOLDEN) ^ own.a, own.b));
}

static inline float quantile(float u) { /* of the standard normal */
    float tail = u > 0.5f ? 1.0f - u : u;
    tail = larger(tail, 5.9604645e-8f);
    float c = u - 0.5f, c2 = c * c;
    float pn = -5.99633501014107895267e1f;
    pn = pn * c2 + 9.80010754185999661536e1f;
    pn = pn * c2 - 5.66762857469070293439e1f;
    pn = pn * c2 + 1.39312609387279679503e1f;
    pn = pn * c2 - 1.23916583867381258016e0f;
    float qn = c2 + 1.95448858338141759834e0f;
    qn = qn * c2 + 4.67627912898881538453e0f;
    qn = qn * c2 + 8.63602421390890590575e1f;
    qn = qn * c2 - 2.25462687854119370527e2f;
    qn = qn * c2 + 2.00260212380060660359e2f;
    qn = qn * c2 - 8.20372256168333339912e1f;
    qn = qn * c2 + 1.59056225126211695515e1f;
    qn = qn * c2 - 1.18331621121330003142e0f;
    float middle = (c + c * c2 * pn / qn) * 2.50662827463100050242f;
    float x = sqrtf(-2.0f * flog(tail)), z = 1.0f / x;
    float pt = 4.05544892305962419923e0f;
    pt = pt * z + 3.15251094599893866154e1f;
    pt = pt * z + 5.71628192246421288162e1f;
    pt = pt * z + 4.40805073893200834700e1f;
    pt = pt * z + 1.46849561928858024014e1f;
    pt = pt * z + 2.18663306850790267539e0f;
    pt = pt * z - 1.40256079171354495875e-1f;
    pt = pt * z - 3.50424626827848203418e-2f;
    pt = pt * z - 8.57456785154685413611e-4f;
    float qt = z + 1.57799883256466749731e1f;
    qt = qt * z + 4.53907635128879210584e1f;
    qt = qt * z + 4.13172038254672030440e1f;
    qt = qt * z + 1.50425385692907503408e1f;
    qt = qt * z + 2.50464946208309415979e0f;
    qt = qt * z - 1.42182922854787788574e-1f;
    qt = qt * z - 3.80806407691578277194e-2f;
    qt = qt * z - 9.33259480895457427372e-4f;
    float far = x - flog(x) * z - z * pt / qt;
    float edge = u > 0.5f ? far : -far;
    return tail > 0.13533528323661269189f ? middle : edge;
}

/* ---- one history ----------------------------------------------------------------------------- */

typedef struct {
    int author, target, authorised, war;
    float severity;
} Act;

typedef struct {
    const World *w;
    const float *p;
    int N, M, S, W, held; /* states; length of loops; stride; words a row; powers */
    int power[MOST_POWERS];
    /* by state */
    float *C, *income, *spending, *baseline, *x, *weight, *strength, *pledged, *joined, *opposed;
    float *loss, *armed, *threats, *rivals_arms, *allies_arms, *quiet, *signal, *perceived, *own;
    float *authorisation, *soft_weight, *obstruction, *economic, *before_x, *log_C;
    float *pending, *stake, *months, *third, *one, *two, *three, *four, *victim;
    int32_t *aim, *goes, *granted;
    uint32_t *golden, *silver, *first, *second;
    /* by dyad */
    float *remoteness, *proximity, *log_distance;
    float *trade, *pact, *rival, *stock, *intentions, *hard, *soft, *threat, *salience, *turned;
    float *p_bandwagon, *p_soft, *p_internal, *p_external, *response, *product;
    uint32_t *rival_bits, *seek_bits, *pact_bits, *new_pact_bits;
    uint32_t *flags, *more_flags, *shared, *seeking;
    Act act[MOST_ACTS];
    int acts, disputes;
    double pacts, rivalries;
    void *block;
} Run;

static void pack(const uint32_t *flag, int words, uint32_t *bits) {
    for (int w = 0; w < words; w++) {
        uint32_t word = 0;
        for (int b = 0; b < 32; b++) word |= flag[32 * w + b] << b;
        bits[w] = word;
    }
}

static void pack_values(const float *value, int words, uint32_t *bits) {
    for (int w = 0; w < words; w++) {
        uint32_t word = 0;
        for (int b = 0; b < 32; b++) word |= (uint32_t)(value[32 * w + b] > 0.0f) << b;
        bits[w] = word;
    }
}

static void owners(Run *r, Key key) { /* the halves of each state's key in one stream */
    const uint32_t *golden = r->golden, *silver = r->silver;
    uint32_t *first = r->first, *second = r->second;
    LOOP for (int i = 0; i < r->M; i++) {
        first[i] = mix(golden[i] ^ key.a, key.b);
        second[i] = mix(silver[i] + key.b, key.a);
    }
}

static void normals(Run *r, Key key, float *out) { /* one a state */
    owners(r, key);
    LOOP for (int i = 0; i < r->M; i++) out[i] = quantile(unit(mix(r->first[i], r->second[i])));
}

static void weigh(Run *r) { /* what follows from capabilities alone */
    const float *p = r->p, *present = r->w->present;
    float n = 0.0f;
    for (int i = 0; i < r->N; i++) n += present[i];
    LOOP for (int i = 0; i < r->M; i++) {
        r->weight[i] = (0.5f / n + 0.5f * r->C[i]) * present[i];
        r->strength[i] = fexp(P(geography_gamma) * flog(larger(r->C[i], TINY)));
        r->log_C[i] = flog(larger(r->C[i], 1e-9f));
    }
}

static float sum(const float *x, int n) {
    float total = 0.0f;
    for (int i = 0; i < n; i++) total += x[i];
    return total;
}

static void arms_pressure(Run *r, float *out) {
    const float *p = r->p;
    LOOP for (int i = 0; i < r->M; i++)
        out[i] = P(arms_a_C) * r->log_C[i] + P(arms_a_riv) * flog(1.0f + r->rivals_arms[i])
               + P(arms_a_thr) * flog(1.0f + r->threats[i])
               - P(arms_a_ally) * flog(1.0f + r->allies_arms[i]);
}

static void capability(Run *r, Key year) { /* growth and arms; both see the year's start */
    const float *p = r->p, *present = r->w->present, *trend = r->w->trend_growth;
    const int M = r->M;
    float *desired = r->two, *drawn = r->one, *change = r->three;
    arms_pressure(r, desired);
    normals(r, stream(year, STREAM_arms), drawn);
    LOOP for (int i = 0; i < M; i++) {
        float now = flog(larger(r->spending[i], 1e-3f));
        float wanted = r->baseline[i] + desired[i];
        float step = P(arms_a_adj) * (wanted - now) + P(arms_a_S) * r->armed[i]
                   + P(arms_sd) * drawn[i];
        float burden = r->loss[i] > 0.0f ? P(arms_war_ceiling) : P(arms_peace_ceiling);
        float ceiling = flog(larger(burden * r->income[i], 1e-3f));
        step = smaller(step, larger(ceiling - now, 0.0f));
        change[i] = r->spending[i] <= 0.0f ? 0.0f : step * present[i];
    }
    normals(r, stream(year, STREAM_growth), drawn);
    LOOP for (int i = 0; i < M; i++) {
        float sd = r->C[i] > 0.02f ? P(growth_sd_large) : P(growth_sd_small);
        float burden = r->spending[i] / larger(r->income[i], 1.0f);
        float drag = 0.1f * larger(burden - 0.05f, 0.0f);
        float growth = (trend[i] + sd * drawn[i] - drag - P(growth_cw) * r->loss[i]) * present[i];
        float factor = fexp(growth);
        r->C[i] = r->C[i] * factor * present[i];
        r->income[i] *= factor;
        r->spending[i] *= fexp(change[i]);
    }
    float share = 1.0f / sum(r->C, M);
    LOOP for (int i = 0; i < M; i++) r->C[i] *= share;
    weigh(r);
}

static float attention(const float *p, float km, float to_target, float to_author) {
    float omega = P(beliefs_om0) + P(beliefs_om_near) / (1.0f + km / 2000.0f)
                + P(beliefs_om_aff) * fexp(-to_target) * (1.0f - fexp(-to_author));
    return smaller(larger(omega, 0.0f), 1.0f);
}

/* What each state learnt of each author of last year's acts: one vector an author. */
static int learnt(Run *r, int *authors, float *vectors) {
    const float *p = r->p, *x = r->x, *legitimacy = r->w->legitimacy;
    const int S = r->S, M = r->M;
    int count = 0;
    for (int i = 0; i < M; i++) r->quiet[i] = 1.0f;
    for (int e = 0; e < r->acts; e++) {
        const Act *act = r->act + e;
        int at = 0;
        while (at < count && authors[at] != act->author) at++;
        float *found = ROW(vectors, at);
        if (at == count) {
            authors[count++] = act->author;
            memset(found, 0, sizeof(float) * (size_t)M);
            r->quiet[act->author] = 0.0f;
        }
        const float *km = ROW(r->w->distance, act->target);
        float xt = x[act->target], xa = x[act->author], severity = act->severity;
        float discount = P(beliefs_kappa_A) * (float)act->authorised;
        float direct = found[act->target];
        LOOP for (int i = 0; i < M; i++)
            found[i] += attention(p, km[i], fabsf(x[i] - xt), fabsf(x[i] - xa)) * severity
                      * (1.0f - discount * legitimacy[i]);
        found[act->target] = direct + severity * (1.0f - discount * legitimacy[act->target]);
    }
    for (int a = 0; a < count; a++) {
        float *found = ROW(vectors, a), act = flog(P(beliefs_ratio));
        LOOP for (int i = 0; i < M; i++) found[i] = smaller(found[i], 3.0f) * act;
    }
    return count;
}

/* Beliefs, threat, what postures need of columns, the three most feared: one pass. */
static void beliefs_and_threat(Run *r, int beginning) {
    const float *p = r->p, *x = r->x, *present = r->w->present;
    const int N = r->N, M = r->M, S = r->S;
    int authors[N], count = 0;
    float *news = r->product; /* not yet in use this year: a row for each of as many authors */
    if (!beginning) count = learnt(r, authors, news);
    float silence = flog((1.0f - smaller(P(beliefs_ratio) * P(beliefs_pS), 0.99f))
                         / (1.0f - P(beliefs_pS)));
    float calm = P(beliefs_omega_0) * silence, rho = beginning ? 0.0f : P(beliefs_rho);
    float mean = 0.0f, n = 0.0f;
    for (int i = 0; i < N; i++) {
        r->own[i] = flog(larger(r->spending[i], 1e-3f)) - r->log_C[i];
        mean += r->own[i] * present[i];
        n += present[i];
    }
    mean /= n;
    LOOP for (int i = 0; i < M; i++) {
        float o = smaller(larger(r->own[i] - mean, -2.0f), 2.0f) * present[i];
        float power = r->log_C[i] + 2.302585093f;
        r->perceived[i] = P(threat_theta_P) * power + P(threat_theta_O) * o;
        r->own[i] = P(threat_theta_C) * power;
        r->quiet[i] *= beginning ? 0.0f : calm;
        r->pledged[i] = r->joined[i] = 0.0f;
    }
    const float a0 = P(beliefs_a0), a_x = P(beliefs_a_x), a_R = P(beliefs_a_R);
    const float a_A = P(beliefs_a_A), tD = P(threat_theta_D), tI = P(threat_theta_I);
    const float tR = P(threat_theta_R), tA = P(threat_theta_A);
    const float *quiet = r->quiet, *perceived = r->perceived, *signal = r->signal;
    float *pledged = r->pledged, *joined = r->joined;
    for (int i = 0; i < N; i++) {
        float *l = ROW(r->intentions, i), *T = ROW(r->threat, i), *St = ROW(r->salience, i);
        float *hard = ROW(r->hard, i), *soft = ROW(r->soft, i);
        const float *pact = ROW(r->pact, i), *rival = ROW(r->rival, i);
        const float *remote = ROW(r->remoteness, i), *near = ROW(r->proximity, i);
        const float xi = x[i], own = r->own[i], Ci = r->C[i], vi = r->weight[i], here = present[i];
        LOOP for (int j = 0; j < M; j++) {
            float prior = a0 + a_x * fabsf(xi - x[j]) + a_R * rival[j] - a_A * pact[j];
            l[j] = (prior + rho * (l[j] - prior) + quiet[j]) * (present[j] * here);
        }
        for (int a = 0; a < count; a++) l[authors[a]] += ROW(news, a)[i] * here;
        l[i] = 0.0f;
        LOOP for (int j = 0; j < M; j++)
            T[j] = fexp(perceived[j] - own - tD * remote[j] + tI * l[j] + tR * rival[j]
                        - tA * pact[j]) * (present[j] * here);
        T[i] = 0.0f;
        float total = 0.0f, high = 0.0f;
        for (int j = 0; j < M; j++) {
            St[j] = flog(1.0f + T[j]);
            total += St[j];
            high = larger(high, T[j]);
        }
        r->threats[i] = total;
        for (int k = 0; k < 2; k++) {
            float next = 0.0f;
            for (int j = 0; j < M; j++) next = larger(next, T[j] < high ? T[j] : 0.0f);
            high = next;
        }
        r->third[i] = high;
        LOOP for (int j = 0; j < M; j++) {
            hard[j] = smaller(hard[j] + signal[j] * here, 1.0f);
            joined[j] += soft[j] * vi;
        }
        hard[i] = 0.0f;
        LOOP for (int j = 0; j < M; j++) pledged[j] += hard[j] * (Ci * near[j]);
        if (i % 8 == 7 || i == N - 1) {
            int from = i - i % 8;
            for (int j = 0; j < M; j++)
                for (int k = 0; k < 8; k++)
                    ROW(r->turned, j)[from + k] = ROW(r->salience, from + k)[j];
        }
    }
}

/* Postures, the hard ones drawn, and expectations moved toward the probabilities. */
static void postures(Run *r, Key year, int beginning) {
    const float *p = r->p, *x = r->x, *present = r->w->present, *great = r->w->great_power;
    const int N = r->N, M = r->M, S = r->S, W = r->W;
    const float gamma = P(geography_gamma), kS = P(posture_kS), kappa = P(posture_kappa);
    const float two_h = 2.0f * P(posture_h_T), phi = P(posture_phi), lambda = P(posture_lambda_bal);
    const float s0 = P(posture_s0), s_T = P(posture_s_T), s_x = P(posture_s_x);
    const float s_dep = P(posture_s_dep), s_A = P(posture_s_A), s_net = P(posture_s_net);
    const float b0 = P(posture_b0), b_dep = P(posture_b_dep), b_x = P(posture_b_x);
    const float b_T = P(posture_b_T), h0 = P(posture_h0), e0 = P(posture_e0);
    const float h_dep = P(posture_h_dep), h_A = P(posture_h_A);
    const float move = beginning ? 1.0f : 1.0f - P(participation_memory);
    const float sharp = 1.0f / lambda;
    const float *C = r->C, *strength = r->strength;
    const uint32_t *golden = r->golden;
    float *opposed = r->opposed;
    uint32_t *internal = r->flags, *external = r->more_flags, *counts = r->shared;
    /* What a state faces toward its principals, side by side. */
    float c_near[M], c_hard[M], c_soft[M], c_trade[M], c_pact[M], c_salience[M], c_C[M];
    float c_strength[M], c_x[M], c_pledged[M], c_joined[M];
    float o_bandwagon[M], o_soft[M], o_internal[M], o_external[M], o_response[M];
    int whom[M + 32];
    owners(r, stream(year, STREAM_posture));
    memset(opposed, 0, sizeof(float) * (size_t)M);
    for (int i = 0; i < N; i++) {
        const float *T = ROW(r->threat, i), *St = ROW(r->salience, i), *trade = ROW(r->trade, i);
        const float *pact = ROW(r->pact, i), *rival = ROW(r->rival, i);
        const float *near = ROW(r->proximity, i);
        float *hard = ROW(r->hard, i), *soft = ROW(r->soft, i);
        float *pB = ROW(r->p_bandwagon, i), *pS = ROW(r->p_soft, i);
        float *pI = ROW(r->p_internal, i), *pE = ROW(r->p_external, i);
        float *response = ROW(r->response, i);
        const float Ci = C[i], own = strength[i], xi = x[i], vi = r->weight[i], third = r->third[i];
        const float here = present[i];
        uint32_t bits[W];
        LOOP for (int j = 0; j < M; j++)
            counts[j] = ((T[j] >= third) | (great[j] > 0.0f) | (rival[j] > 0.0f))
                      & (present[j] * here > 0.0f);
        counts[i] = 0;
        pack(counts, W, bits);
        int principals = 0;
        for (int w = 0; w < W; w++)
            for (uint32_t word = bits[w]; word; word &= word - 1)
                whom[principals++] = 32 * w + __builtin_ctz(word);
        int places = principals;
        while (places % 8) whom[places++] = i; /* whole vectors; what is worked out is not used */
        for (int k = 0; k < places; k++) {
            int j = whom[k];
            c_near[k] = near[j];
            c_hard[k] = hard[j];
            c_soft[k] = soft[j];
            c_trade[k] = trade[j];
            c_pact[k] = pact[j];
            c_salience[k] = St[j];
            c_C[k] = C[j];
            c_strength[k] = strength[j];
            c_x[k] = x[j];
            c_pledged[k] = r->pledged[j];
            c_joined[k] = r->joined[j];
        }
        LOOP for (int k = 0; k < places; k++) {
            float arriving = Ci * c_near[k];
            float others = larger(c_pledged[k] - c_hard[k] * arriving, 0.0f);
            float together = fexp(gamma * flog(larger(others + arriving, TINY)));
            float without = fexp(gamma * flog(larger(others, TINY)));
            float theirs = c_strength[k];
            float opposing = theirs * fexp(gamma * flog(larger(c_near[k], TINY)));
            float supported = together / (together + opposing);
            float alone = own / (own + opposing);
            float pivotal = together / (together + theirs) - without / (without + theirs);
            float company = 1.0f - fexp(-kS * larger(c_joined[k] - c_soft[k] * vi, 0.0f));
            float arming = two_h * alone;
            float allying = two_h * (phi * supported + (1.0f - phi) * pivotal);
            float apart = fabsf(xi - c_x[k]), w = c_trade[k], A = c_pact[k], s = c_salience[k];
            float deterrent = h_dep * w + h_A * A, share = c_C[k] / larger(Ci + c_C[k], 1e-12f);
            float weak = s * share * (1.0f - supported);
            float VB = kappa * (b0 + b_dep * w - b_x * apart + b_T * weak);
            float VS = kappa * (s0 + s_T * s + s_x * apart - s_dep * w - s_A * A + s_net * company);
            float VI = kappa * (h0 + arming * s - deterrent);
            float VE = kappa * (e0 + allying * s - deterrent);
            float top = larger(larger(VS, VI), VE);
            float eS = fexp((VS - top) * sharp), eI = fexp((VI - top) * sharp);
            float eE = fexp((VE - top) * sharp), within = eS + eI + eE;
            float inclusive = top + lambda * flog(within);
            float eB = fexp(smaller(larger(VB, -CERTAIN), CERTAIN));
            float eN = fexp(smaller(larger(inclusive, -CERTAIN), CERTAIN));
            float all = 1.0f + eB + eN, nest = eN / (all * within);
            float slope = kappa * (nest * eI * arming + nest * eE * allying);
            o_bandwagon[k] = eB / all;
            o_soft[k] = nest * eS;
            o_internal[k] = nest * eI;
            o_external[k] = nest * eE;
            o_response[k] = (1.0f - nest * (eI + eE)) * slope * (1.0f - fexp(-s));
        }
        const size_t row = sizeof(float) * (size_t)M;
        memset(pB, 0, row);
        memset(pS, 0, row);
        memset(pI, 0, row);
        memset(pE, 0, row);
        memset(response, 0, row);
        for (int k = 0; k < principals; k++) {
            int j = whom[k];
            pB[j] = o_bandwagon[k];
            pS[j] = o_soft[k];
            pI[j] = o_internal[k];
            pE[j] = o_external[k];
            response[j] = o_response[k];
        }
        LOOP for (int j = 0; j < M; j++) {
            float both = pI[j] + pE[j];
            hard[j] += move * (both - hard[j]);
            soft[j] += move * (pS[j] - soft[j]);
            opposed[j] += vi * both;
        }
        if (beginning) continue;
        const uint32_t first = r->first[i], second = r->second[i];
        uint32_t any = 0;
        LOOP for (int j = 0; j < M; j++) {
            float u = unit(mix(golden[j] ^ first, second));
            external[j] = u < pE[j];
            internal[j] = !(u < pE[j]) & (u < pE[j] + pI[j]);
        }
        for (int j = 0; j < M; j++) any |= internal[j];
        r->armed[i] = (float)any;
        pack(external, W, bits);
        for (int w = 0; w < W; w++) r->seek_bits[(size_t)w * S + i] = bits[w];
    }
}

typedef struct { float denial, diplomacy, economic, resolve; } Channels;

static Channels channels(Run *r, int power, int target) {
    const float *p = r->p, *C = r->C, *seat = r->w->council_seat, *veto = r->w->veto;
    const int N = r->N, S = r->S;
    float *trade = r->one, *basing = r->two, *km = r->three, *soft = r->four;
    for (int i = 0; i < N; i++) {
        trade[i] = ROW(r->trade, i)[power];
        basing[i] = ROW(r->w->basing, i)[power];
        soft[i] = ROW(r->p_soft, i)[power];
        km[i] = target < 0 ? 0.0f : ROW(r->w->distance, i)[target];
    }
    const float split = P(soft_balancing_split), d0 = P(geography_d0), aimed = target >= 0;
    float TD = 0.0f, ED = 0.0f, ES = 0.0f, SR = 0.0f;
    for (int i = 0; i < N; i++) {
        float a = aimed / (1.0f + km[i] / d0) + basing[i], b = seat[i] + veto[i];
        float c = trade[i] / (trade[i] + 0.1f), d = C[i] / larger(C[i] + C[power], 1e-12f);
        float best = larger(larger(a, b), larger(c, d));
        a = fexp(split * (a - best));
        b = fexp(split * (b - best));
        c = fexp(split * (c - best));
        d = fexp(split * (d - best));
        float pushed = r->weight[i] * soft[i] / (a + b + c + d);
        TD += pushed * a;
        ED += pushed * b;
        ES += pushed * c;
        SR += pushed * d;
    }
    return (Channels){TD, ED, ES, SR};
}

static void soft_balancing(Run *r) {
    const float *p = r->p;
    memset(r->soft_weight, 0, sizeof(float) * (size_t)r->S);
    memset(r->economic, 0, sizeof(float) * (size_t)r->S);
    memset(r->signal, 0, sizeof(float) * (size_t)r->S);
    for (int k = 0; k < r->held; k++) {
        int j = r->power[k];
        Channels c = channels(r, j, r->pending[j] > 0.0f ? r->aim[j] : -1);
        r->soft_weight[j] = c.denial + c.diplomacy + c.economic + c.resolve;
        r->economic[j] = c.economic;
        r->signal[j] = P(participation_nu_SR) * c.resolve;
        r->obstruction[j] = P(soft_balancing_d_ED) * c.diplomacy
                          + P(soft_balancing_d_TD) * c.denial;
    }
}

static void authorisation(Run *r) {
    const float *p = r->p, *x = r->x, *veto = r->w->veto;
    const int N = r->N, M = r->M;
    float legitimacy = 0.0f, vetoes = sum(veto, N);
    for (int i = 0; i < N; i++) legitimacy += r->weight[i] * r->w->legitimacy[i];
    for (int i = 0; i < N; i++) {
        float apart = 0.0f;
        for (int j = 0; j < M; j++) apart += fabsf(x[i] - x[j]) * veto[j];
        r->one[i] = apart / larger(vetoes - veto[i], 1.0f);
    }
    LOOP for (int i = 0; i < M; i++) {
        float logit = P(authorisation_k0) - P(authorisation_k_x) * r->one[i]
                    + P(authorisation_k_L) * (legitimacy - 0.5f)
                    - P(authorisation_k_S) * r->soft_weight[i];
        r->authorisation[i] = r->w->present[i] / (1.0f + fexp(-logit));
    }
}

static void projects(Run *r, Key year) {
    const float *p = r->p, *x = r->x, *C = r->C, *present = r->w->present;
    const uint32_t *golden = r->golden;
    const int N = r->N, M = r->M, S = r->S;
    const Key own = stream(year, STREAM_projects);
    float legitimacy = 0.0f;
    for (int i = 0; i < N; i++) legitimacy += r->weight[i] * r->w->legitimacy[i];
    for (int k = 0; k < r->held; k++) {
        const int j = r->power[k];
        const uint32_t code = (uint32_t)r->w->code[j];
        const float *km = ROW(r->w->distance, j), *pact = ROW(r->pact, j);
        Key lots = owned(stream(own, STREAM_target), code);
        float *score = r->one, best = -1e30f;
        LOOP for (int i = 0; i < M; i++) {
            float taste = 0.6f * fabsf(x[j] - x[i]) - 0.4f * flog(1.0f + km[i] / P(geography_d0))
                        + 0.3f * r->log_C[i];
            float lot = unit(mix(golden[i] ^ lots.a, lots.b));
            int eligible = (C[i] < 0.25f * C[j]) & (pact[i] <= 0.0f) & (present[i] > 0.0f)
                         & (i != j);
            score[i] = eligible ? taste - flog(larger(-flog(lot), 1e-30f)) : -1e30f;
        }
        for (int i = 0; i < M; i++) best = larger(best, score[i]);
        int target = 0;
        while (target < N - 1 && score[target] < best) target++;
        float stake = fexp(P(projects_stake_mean) + P(projects_stake_sd)
                           * quantile(uniform(stream(own, STREAM_stake), code, 0)));
        int waiting = r->pending[j] > 0.0f;
        int seen = uniform(stream(own, STREAM_opportunity), code, 0) < P(projects_op);
        int open = waiting | (seen & (best > -1e29f));
        if (waiting) {
            target = r->aim[j];
            stake = r->stake[j];
        }
        float present_push = 0.0f, provoked = 0.0f;
        const float *to = ROW(r->w->distance, target);
        for (int i = 0; i < N; i++) {
            r->two[i] = ROW(r->p_internal, i)[j] + ROW(r->p_external, i)[j];
            r->three[i] = ROW(r->response, i)[j];
        }
        for (int i = 0; i < N; i++) {
            float omega = attention(p, to[i], fabsf(x[i] - x[target]), fabsf(x[i] - x[j]));
            omega = i == target ? 1.0f : omega;
            present_push += r->weight[i] * r->two[i];
            provoked += r->weight[i] * r->three[i] * omega;
        }
        float foreseen = present_push + provoked * P(threat_theta_I) * flog(P(beliefs_ratio));
        float hazard = smaller(P(soft_balancing_h_0) * fexp(-r->obstruction[j]), 1.0f);
        float granted = r->authorisation[j];
        float success = stake * fexp(-P(projects_impatience) * 0.25f / hazard)
                      - P(projects_c_a) * (1.0f - P(soft_balancing_phi_max) * legitimacy);
        float alone = stake
                    - P(projects_c_u) * (1.0f + 3.0f * P(soft_balancing_mu_1) * r->soft_weight[j])
                    - P(projects_z_H) * foreseen - P(projects_z_P) * r->w->punishment[j];
        float asked = granted * success - P(projects_asking);
        float value[4] = {0.0f, asked, alone, asked + (1.0f - granted) * alone};
        int choice = 0;
        float highest = -1e30f;
        for (int option = 0; option < 4; option++) {
            float lot = uniform(stream(own, STREAM_choice), code, (uint32_t)option);
            float found = P(projects_lam) * value[option] - flog(larger(-flog(lot), 1e-30f));
            if (found > highest) {
                highest = found;
                choice = option;
            }
        }
        if (!open) choice = 0;
        int grants = uniform(stream(own, STREAM_council), code, 0) < granted;
        int asks = choice == 1 || choice == 3, allowed = asks && grants;
        int goes = allowed || choice == 2 || (choice == 3 && !grants);
        float patience = uniform(stream(own, STREAM_execution), code, 0);
        float quarter = ceilf(logf(patience) / log1pf(-smaller(hazard, 0.999f)));
        int executed = goes && quarter <= 4.0f, waits = (asks || choice == 2) && !executed;
        float before = waiting ? r->months[j] : 0.0f;
        r->pending[j] = (float)waits;
        r->aim[j] = open ? target : -1;
        r->stake[j] = open ? stake : 0.0f;
        r->months[j] = executed | waits ? before + (executed ? 3.0f * quarter : 12.0f) : 0.0f;
        r->goes[j] = executed;
        r->granted[j] = allowed;
    }
}

static void add_act(Run *r, int author, int target, float severity, int authorised) {
    if (r->acts < MOST_ACTS)
        r->act[r->acts++] = (Act){author, target, authorised, severity >= 1.0f, severity};
}

/* Disputes, and trade re-routed: one pass; then the list of acts. */
static void force(Run *r, Key year) {
    const float *p = r->p, *x = r->x, *present = r->w->present, *great = r->w->great_power;
    const float *q = r->w->democracy;
    const int N = r->N, M = r->M, S = r->S, W = r->W;
    const float i_d = P(initiation_i_d), i_c = P(initiation_i_c), i_x = P(initiation_i_x);
    const float i_A = P(initiation_i_A), i_R = P(initiation_i_R), i_z = P(initiation_i_z);
    const float i_f = P(initiation_i_f), i_far = P(initiation_i_far);
    const float nu = P(soft_balancing_nu_ES), severity = P(acts_dispute_severity);
    const uint32_t *golden = r->golden;
    const float *economic = r->economic;
    float *victim = r->victim;
    uint32_t *flag = r->flags;
    LOOP for (int j = 0; j < M; j++)
        victim[j] = P(initiation_i_2) * r->log_C[j] + P(initiation_i_M2) * great[j]
                  + P(initiation_i_q2) * q[j];
    r->acts = r->disputes = 0;
    for (int k = 0; k < r->held; k++) {
        int j = r->power[k];
        if (r->goes[j]) add_act(r, j, r->aim[j], P(acts_war_severity), r->granted[j]);
    }
    owners(r, stream(year, STREAM_initiation));
    for (int i = 0; i < N; i++) {
        const float *far = ROW(r->log_distance, i), *km = ROW(r->w->distance, i);
        const float *touch = ROW(r->w->contiguity, i), *frailty = ROW(r->w->frailty, i);
        const float *pact = ROW(r->pact, i), *rival = ROW(r->rival, i), *z = ROW(r->stock, i);
        const float *soft = ROW(r->p_soft, i);
        float *trade = ROW(r->trade, i);
        const float xi = x[i], great_i = great[i], here = present[i];
        const float initiator = P(initiation_i0) + P(initiation_i_1) * r->log_C[i]
                              + P(initiation_i_M1) * great_i + P(initiation_i_q1) * q[i]
                              - P(initiation_i_pun) * r->w->punishment[i]
                              - P(initiation_i_hb) * r->opposed[i];
        const uint32_t first = r->first[i], second = r->second[i];
        uint32_t any = 0;
        LOOP for (int j = 0; j < M; j++) {
            int relevant = (km[j] <= RELEVANT_KM) | (great_i + great[j] > 0.0f);
            float logit = initiator + victim[j] + i_d * far[j] + i_c * touch[j]
                        + i_x * fabsf(xi - x[j]) + i_A * pact[j] + i_R * rival[j]
                        + i_z * flog(1.0f + z[j]) + i_f * frailty[j] + (relevant ? 0.0f : i_far);
            float u = unit(mix(golden[j] ^ first, second));
            flag[j] = (u * (1.0f + fexp(-logit)) < 1.0f) & (present[j] * here > 0.0f);
        }
        flag[i] = 0;
        for (int j = 0; j < M; j++) any |= flag[j];
        if (any) {
            uint32_t bits[W];
            pack(flag, W, bits);
            for (int w = 0; w < W; w++)
                for (uint32_t word = bits[w]; word; word &= word - 1) {
                    add_act(r, i, 32 * w + __builtin_ctz(word), severity, 0);
                    r->disputes++;
                }
        }
        float total = 0.0f;
        for (int j = 0; j < M; j++) {
            trade[j] *= 1.0f - nu * economic[j] * soft[j];
            total += trade[j];
        }
        float kept = total > 0.0f ? 1.0f / total : 0.0f;
        LOOP for (int j = 0; j < M; j++) trade[j] *= kept;
    }
}

static void escalation_and_war(Run *r, Key year) {
    const float *p = r->p, *C = r->C, *present = r->w->present;
    const int32_t *code = r->w->code;
    const int M = r->M, S = r->S;
    const Key spark = stream(year, STREAM_escalation), own = stream(year, STREAM_war);
    const Key joining = stream(own, STREAM_join), deciding = stream(own, STREAM_outcome);
    float *loss = r->loss, *attacking = r->one, *defending = r->two;
    memset(loss, 0, sizeof(float) * (size_t)M);
    for (int e = 0; e < r->acts; e++) {
        Act *act = r->act + e;
        const int a = act->author, d = act->target;
        float mutual = 0.5f * (ROW(r->salience, a)[d] + ROW(r->salience, d)[a]);
        float logit = P(escalation_w0) + P(escalation_w_R) * ROW(r->rival, a)[d]
                    + P(escalation_w_T) * mutual
                    - P(escalation_w_nuc) * r->w->nuclear[a] * r->w->nuclear[d];
        float u = uniform(spark, (uint32_t)code[a], (uint32_t)code[d]);
        if (u * (1.0f + fexp(-logit)) < 1.0f) {
            act->war = 1;
            act->severity = 1.0f;
        }
        if (!act->war) continue;
        const Key war = owned(joining, (uint32_t)(code[a] * 1000 + code[d]));
        const float *with_d = ROW(r->pact, d), *with_a = ROW(r->pact, a);
        const float *near = ROW(r->proximity, d);
        float attackers = 0.0f, defenders = 0.0f;
        for (int i = 0; i < M; i++) {
            float u_join = unit(mix(r->golden[i] ^ war.a, war.b));
            float other = (i != a) & (i != d) ? 1.0f : 0.0f;
            float comes = u_join < P(war_fulfil) ? present[i] * other : 0.0f;
            float by_d = comes * with_d[i], by_a = comes * with_a[i] * (1.0f - by_d);
            attacking[i] = by_a + (i == a ? 1.0f : 0.0f);
            defending[i] = by_d + (i == d ? 1.0f : 0.0f);
            float brought = C[i] * larger(near[i], i == d ? 1.0f : 0.0f);
            attackers += attacking[i] * brought;
            defenders += defending[i] * brought;
        }
        float s = fexp(P(geography_gamma) * flog(larger(attackers, TINY)));
        float o = fexp(P(geography_gamma) * flog(larger(defenders, TINY)));
        float prevails = s / (s + o);
        float victory = uniform(deciding, (uint32_t)code[a], (uint32_t)code[d]) < prevails;
        float cost = victory * P(war_winners_share) + (1.0f - victory);
        float other_cost = (1.0f - victory) * P(war_winners_share) + victory;
        LOOP for (int i = 0; i < M; i++)
            loss[i] += attacking[i] * (1.0f - prevails) * cost
                     + defending[i] * prevails * other_cost;
    }
    LOOP for (int i = 0; i < M; i++) loss[i] = smaller(loss[i], 1.0f);
}

/* Rivalries begin and end, and the stock of force: one pass. */
static void rivalry(Run *r, Key year) {
    const float *p = r->p, *present = r->w->present, *great = r->w->great_power;
    const int N = r->N, M = r->M, S = r->S, W = r->W;
    const float r0 = P(rivalry_r0), r_T = P(rivalry_r_T), r_act = P(rivalry_r_act);
    const float r_off = P(rivalry_r_off), fade = P(history_memory);
    const int32_t *code = r->w->code;
    const uint32_t *golden = r->golden;
    float *struck = r->one;
    double rivalries = 0.0;
    owners(r, stream(year, STREAM_rivalry));
    const uint32_t *first = r->first, *second = r->second;
    memset(struck, 0, sizeof(float) * (size_t)M);
    for (int i = 0; i < N; i++) {
        const float *St = ROW(r->salience, i), *back = ROW(r->turned, i);
        const float *km = ROW(r->w->distance, i);
        float *rival = ROW(r->rival, i), *z = ROW(r->stock, i);
        const float here = present[i], great_i = great[i];
        const int32_t code_i = code[i];
        const uint32_t golden_i = golden[i], first_i = first[i], second_i = second[i];
        for (int e = 0; e < r->acts; e++) {
            if (r->act[e].author == i) struck[r->act[e].target] = 1.0f;
            if (r->act[e].target == i) struck[r->act[e].author] = 1.0f;
        }
        struck[i] = 0.0f;
        LOOP for (int j = 0; j < M; j++) {
            int lower = code_i < code[j];
            uint32_t other = lower ? golden[j] : golden_i;
            float u = unit(mix(other ^ (lower ? first_i : first[j]), lower ? second_i : second[j]));
            float logit = r0 + r_T * larger(St[j], back[j]) + r_act * struck[j];
            int relevant = (km[j] <= RELEVANT_KM) | (great_i + great[j] > 0.0f);
            float begins = (u * (1.0f + fexp(-logit)) < 1.0f) & relevant ? 1.0f : 0.0f;
            float keeps = u < r_off ? 0.0f : 1.0f;
            rival[j] = (rival[j] > 0.0f ? keeps : begins) * (present[j] * here);
            z[j] = (fade * z[j] + struck[j]) * (present[j] * here);
        }
        rival[i] = z[i] = 0.0f;
        float total = 0.0f;
        for (int j = 0; j < M; j++) total += rival[j];
        rivalries += total;
        for (int e = 0; e < r->acts; e++) {
            if (r->act[e].author == i) struck[r->act[e].target] = 0.0f;
            if (r->act[e].target == i) struck[r->act[e].author] = 0.0f;
        }
        uint32_t bits[W];
        pack_values(rival, W, bits);
        for (int w = 0; w < W; w++) r->rival_bits[(size_t)w * S + i] = bits[w];
    }
    r->rivalries = 0.5 * rivalries;
}

/* Rows from..from+5 of salience times its transpose. */
static void common_threat(const Run *r, int from) {
    typedef float Eight __attribute__((vector_size(32), aligned(32)));
    const int S = r->S, N = r->N;
    for (int k = 0; k < r->M; k += TILE) {
        Eight sum[BLOCK][2];
        memset(sum, 0, sizeof sum);
        const float *left = ROW(r->salience, from), *right = r->turned + k;
        for (int j = 0; j < N; j++) {
            Eight a = *(const Eight *)(right + (size_t)j * S);
            Eight b = *(const Eight *)(right + (size_t)j * S + 8);
#pragma GCC unroll 6
            for (int i = 0; i < BLOCK; i++) {
                float s = left[(size_t)i * S + j];
                sum[i][0] += s * a;
                sum[i][1] += s * b;
            }
        }
        for (int i = 0; i < BLOCK; i++) {
            *(Eight *)(r->product + (size_t)i * S + k) = sum[i][0];
            *(Eight *)(r->product + (size_t)i * S + k + 8) = sum[i][1];
        }
    }
}

static void alliances(Run *r, Key year) {
    const float *p = r->p, *x = r->x, *q = r->w->democracy, *great = r->w->great_power;
    const float *present = r->w->present, *spending = r->spending;
    const int N = r->N, M = r->M, S = r->S, W = r->W;
    const float al0 = P(alliance_al0), al_d = P(alliance_al_d), al_c = P(alliance_al_c);
    const float al_x = P(alliance_al_x), al_q = P(alliance_al_q), al_ct = P(alliance_al_ct);
    const float al_ca = P(alliance_al_ca), al_GP = P(alliance_al_GP), al_HE = P(alliance_al_HE);
    const float al_R = P(alliance_al_R), off0 = P(alliance_off0), off_x = P(alliance_off_x);
    const float off_R = P(alliance_off_R);
    const int32_t *code = r->w->code;
    const uint32_t *golden = r->golden;
    const Key many = stream(year, STREAM_multilateral);
    float *bloc = r->two;
    uint32_t *allies = r->flags, *shared = r->shared, *seeking = r->seeking;
    double pacts = 0.0;
    int convened = uniform(stream(many, STREAM_event), 0, 0) < P(multilateral_r_multi);
    if (convened) {
        const Key lots = stream(many, STREAM_convenor);
        int convenor = 0;
        float best = -1.0f;
        for (int i = 0; i < N; i++) {
            float lot = uniform(lots, (uint32_t)code[i], 0);
            if (present[i] > 0.0f && lot > best) {
                best = lot;
                convenor = i;
            }
        }
        const float *km = ROW(r->w->distance, convenor);
        for (int i = 0; i < M; i++)
            bloc[i] = (fabsf(x[i] - x[convenor]) <= P(multilateral_reach))
                    & (km[i] <= P(multilateral_radius)) & (present[i] > 0.0f) ? 1.0f : 0.0f;
    }
    owners(r, stream(year, STREAM_alliance));
    const uint32_t *first = r->first, *second = r->second;
    for (int from = 0; from < N; from += BLOCK) {
        common_threat(r, from);
        for (int i = from; i < from + BLOCK && i < N; i++) {
            const float *common = ROW(r->product, i - from), *rival = ROW(r->rival, i);
            const float *far = ROW(r->log_distance, i), *touch = ROW(r->w->contiguity, i);
            float *pact = ROW(r->pact, i);
            const float xi = x[i], qi = q[i], great_i = great[i], here = present[i];
            const int32_t code_i = code[i];
            const uint32_t golden_i = golden[i], first_i = first[i], second_i = second[i];
            memset(shared, 0, sizeof(uint32_t) * (size_t)M);
            memset(seeking, 0, sizeof(uint32_t) * (size_t)M);
            memset(allies, 0, sizeof(uint32_t) * (size_t)M);
            for (int w = 0; w < W; w++) {
                const uint32_t *rivals = r->rival_bits + (size_t)w * S;
                const uint32_t *seek = r->seek_bits + (size_t)w * S;
                const uint32_t *pacts_of = r->pact_bits + (size_t)w * S;
                const uint32_t a = rivals[i], b = seek[i], c = pacts_of[i];
                LOOP for (int k = 0; k < M; k++) {
                    uint32_t both = pacts_of[k] & c; /* its set bits, counted side by side */
                    both -= (both >> 1) & 0x55555555u;
                    both = (both & 0x33333333u) + ((both >> 2) & 0x33333333u);
                    both = (both + (both >> 4)) & 0x0F0F0F0Fu;
                    both += both >> 8;
                    allies[k] += (both + (both >> 16)) & 0x3Fu;
                    shared[k] |= rivals[k] & a;
                    seeking[k] |= seek[k] & b;
                }
            }
            LOOP for (int k = 0; k < M; k++) {
                int lower = code_i < code[k];
                uint32_t other = lower ? golden[k] : golden_i;
                float u = unit(mix(other ^ (lower ? first_i : first[k]),
                                   lower ? second_i : second[k]));
                float apart = fabsf(xi - x[k]);
                float forms = al0 + al_d * far[k] + al_c * touch[k] - al_x * apart
                            - al_q * fabsf(qi - q[k])
                            + al_ct * (flog(1.0f + common[k]) + (shared[k] ? 1.0f : 0.0f))
                            + al_ca * flog(1.0f + (float)(int32_t)allies[k])
                            + al_GP * larger(great_i, great[k])
                            + (seeking[k] ? al_HE : 0.0f) - al_R * rival[k];
                float ends = off0 + off_x * (apart - 1.0f) + off_R * rival[k];
                float logit = pact[k] > 0.0f ? ends : forms;
                int happens = u * (1.0f + fexp(-logit)) < 1.0f;
                pact[k] = (happens ? 1.0f - pact[k] : pact[k]) * (present[k] * here);
            }
            if (convened && bloc[i] > 0.0f) { /* what ended this year, ends */
                for (int k = 0; k < N; k++) {
                    uint32_t before = r->pact_bits[(size_t)(k / 32) * S + i] >> (k % 32) & 1u;
                    if (bloc[k] > 0.0f && !before) pact[k] = 1.0f;
                }
            }
            pact[i] = 0.0f;
            float total = 0.0f, allied = 0.0f, feared = 0.0f;
            for (int k = 0; k < M; k++) {
                total += pact[k];
                allied += pact[k] * spending[k];
                feared += rival[k] * spending[k];
            }
            pacts += total;
            r->allies_arms[i] = allied;
            r->rivals_arms[i] = feared;
            uint32_t bits[W];
            pack_values(pact, W, bits);
            for (int w = 0; w < W; w++) r->new_pact_bits[(size_t)w * S + i] = bits[w];
        }
    }
    uint32_t *swap = r->pact_bits;
    r->pact_bits = r->new_pact_bits;
    r->new_pact_bits = swap;
    r->pacts = 0.5 * pacts;
}

static void ideal_points(Run *r, Key year) {
    const float *p = r->p, *member = r->w->membership, *present = r->w->present;
    const int N = r->N, M = r->M;
    float *drawn = r->one, *push = r->two, *x = r->x, place = 0.0f, weight = 0.0f;
    memcpy(r->before_x, x, sizeof(float) * (size_t)M);
    memset(push, 0, sizeof(float) * (size_t)M);
    normals(r, stream(year, STREAM_ideal_points), drawn);
    for (int i = 0; i < N; i++) {
        place += member[i] * r->C[i] * x[i];
        weight += member[i] * r->C[i];
    }
    place /= larger(weight, 1e-12f);
    for (int e = 0; e < r->acts; e++) {
        const Act *act = r->act + e;
        float much = act->severity * (1.0f - P(beliefs_kappa_A) * (float)act->authorised);
        float from = x[act->author];
        LOOP for (int i = 0; i < M; i++)
            push[i] += x[i] > from ? much : x[i] < from ? -much : 0.0f;
    }
    LOOP for (int i = 0; i < M; i++)
        x[i] += (-P(ideal_points_x_ar) * x[i]
                 + P(ideal_points_x_o_pull) * member[i] * (place - x[i])
                 + P(ideal_points_x_away) * 0.6931471805599453f * push[i]
                 + P(ideal_points_x_sd) * drawn[i]) * present[i];
}

static void observe(Run *r, int power, int target, float authorised, float *out, float *states) {
    const float *p = r->p, *present = r->w->present;
    const int N = r->N, S = r->S;
    float all = 0.0f, m[METRICS] = {0.0f}, legitimacy = 0.0f;
    Channels c = channels(r, power, target);
    for (int i = 0; i < N; i++) {
        float found[STATE_VARIABLES] = {
            ROW(r->intentions, i)[power], ROW(r->threat, i)[power],
            ROW(r->p_bandwagon, i)[power], ROW(r->p_soft, i)[power],
            ROW(r->p_internal, i)[power], ROW(r->p_external, i)[power]};
        for (int v = 0; v < STATE_VARIABLES; v++) states[(size_t)v * N + i] = found[v];
        float by = i == power ? 0.0f : r->C[i] * present[i], hard = found[4] + found[5];
        all += by;
        m[0] += by * flog(larger(found[1], 1e-12f));
        m[1] += by * found[0];
        m[2] += by * (1.0f - hard - found[3] - found[2]);
        for (int v = 2; v < 6; v++) m[v + 1] += by * found[v];
        m[7] += r->weight[i] * hard;
        m[13] += found[3];
        float frozen = r->before_x[power];
        m[16] += by * (fabsf(r->x[i] - frozen) - fabsf(r->before_x[i] - frozen));
        legitimacy += r->weight[i] * r->w->legitimacy[i];
    }
    for (int k = 0; k < 7; k++) m[k] /= all;
    m[16] /= all;
    m[8] = c.denial + c.diplomacy + c.economic + c.resolve;
    m[9] = c.denial;
    m[10] = c.diplomacy;
    m[11] = c.economic;
    m[12] = c.resolve;
    float slow = P(soft_balancing_d_ED) * c.diplomacy + P(soft_balancing_d_TD) * c.denial;
    m[14] = 3.0f / smaller(P(soft_balancing_h_0) * fexp(-slow), 1.0f);
    float share = P(soft_balancing_phi_max) * authorised * legitimacy
                + P(soft_balancing_phi_0) * (1.0f - authorised) * larger(1.0f - m[8], 0.0f);
    m[15] = (1.0f + P(soft_balancing_mu_1) * (c.denial + c.diplomacy)) * (1.0f - share);
    m[17] = (float)r->disputes;
    for (int e = 0; e < r->acts; e++) m[18] += (float)r->act[e].war;
    m[19] = (float)r->pacts;
    m[20] = (float)r->rivalries;
    memcpy(out, m, sizeof m);
}

/* ---- memory, start, years -------------------------------------------------------------------- */

static Run *new_run(const World *w) {
    Run *r = calloc(1, sizeof(Run));
    if (!r) return NULL;
    const int N = w->actors, S = w->stride;
    r->w = w;
    r->N = N;
    r->S = S;
    r->M = (N + 15) / 16 * 16;
    r->W = (N + 31) / 32;
    const size_t vector = (size_t)S, rows = (size_t)r->M + 16;
    const size_t total = 64 * vector + 19 * rows * vector + 4 * (size_t)r->W * S;
    float *next = r->block = aligned_alloc(64, (total * sizeof(float) + 63) / 64 * 64);
    if (!next) {
        free(r);
        return NULL;
    }
    memset(next, 0, total * sizeof(float));
    float **vectors[] = {
        &r->C, &r->income, &r->spending, &r->baseline, &r->x, &r->weight, &r->strength,
        &r->pledged, &r->joined, &r->opposed, &r->loss, &r->armed, &r->threats, &r->rivals_arms,
        &r->allies_arms, &r->quiet, &r->signal, &r->perceived, &r->own, &r->authorisation,
        &r->soft_weight, &r->obstruction, &r->economic, &r->before_x, &r->log_C, &r->pending,
        &r->stake, &r->months, &r->third, &r->one, &r->two, &r->three, &r->four,
        &r->victim, (float **)&r->aim, (float **)&r->goes, (float **)&r->granted,
        (float **)&r->golden, (float **)&r->silver, (float **)&r->first, (float **)&r->second,
        (float **)&r->flags, (float **)&r->more_flags, (float **)&r->shared,
        (float **)&r->seeking};
    for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++, next += vector)
        *vectors[k] = next;
    float **matrices[] = {
        &r->remoteness, &r->proximity, &r->log_distance, &r->trade, &r->pact, &r->rival,
        &r->stock, &r->intentions, &r->hard, &r->soft, &r->threat, &r->salience, &r->turned,
        &r->p_bandwagon, &r->p_soft, &r->p_internal, &r->p_external, &r->response, &r->product};
    for (size_t k = 0; k < sizeof matrices / sizeof *matrices; k++, next += rows * vector)
        *matrices[k] = next;
    uint32_t **bits[] = {&r->rival_bits, &r->seek_bits, &r->pact_bits, &r->new_pact_bits};
    for (size_t k = 0; k < sizeof bits / sizeof *bits; k++, next += (size_t)r->W * S)
        *bits[k] = (uint32_t *)next;
    for (int i = 0; i < N; i++) {
        r->golden[i] = (uint32_t)w->code[i] * GOLDEN;
        r->silver[i] = (uint32_t)w->code[i] * SILVER;
    }
    for (int i = 0; i < N && r->held < MOST_POWERS; i++)
        if (w->great_power[i] > 0.0f) r->power[r->held++] = i;
    return r;
}

static void begin(Run *r) {
    const World *w = r->w;
    const float *p = r->p;
    const int N = r->N, M = r->M, S = r->S;
    const size_t vector = sizeof(float) * (size_t)S, matrix = vector * (size_t)N;
    memcpy(r->C, w->capability, vector);
    memcpy(r->income, w->income, vector);
    memcpy(r->spending, w->military_spending, vector);
    memcpy(r->x, w->ideal_point, vector);
    memcpy(r->trade, w->trade_share, matrix);
    memcpy(r->pact, w->defence_pact, matrix);
    memcpy(r->rival, w->rivalry, matrix);
    memcpy(r->stock, w->conflict_stock, matrix);
    memset(r->hard, 0, matrix);
    memset(r->soft, 0, matrix);
    float *blank[] = {r->loss, r->armed, r->threats, r->signal, r->pending, r->stake, r->months};
    for (size_t k = 0; k < sizeof blank / sizeof *blank; k++) memset(blank[k], 0, vector);
    r->acts = 0;
    weigh(r);
    for (int i = 0; i < N; i++) {
        r->aim[i] = -1;
        r->goes[i] = r->granted[i] = 0;
        const float *km = ROW(w->distance, i), *rival = ROW(r->rival, i), *pact = ROW(r->pact, i);
        float *remote = ROW(r->remoteness, i), *near = ROW(r->proximity, i);
        float *far = ROW(r->log_distance, i);
        LOOP for (int j = 0; j < M; j++) {
            remote[j] = flog(1.0f + km[j] / P(geography_d0));
            near[j] = fexp(-P(geography_eta) * remote[j]);
            far[j] = flog(km[j] + 50.0f);
        }
        float feared = 0.0f, allied = 0.0f;
        for (int j = 0; j < M; j++) {
            feared += rival[j] * w->military_spending[j];
            allied += pact[j] * w->military_spending[j];
        }
        r->rivals_arms[i] = feared;
        r->allies_arms[i] = allied;
        uint32_t bits[r->W];
        pack_values(pact, r->W, bits);
        for (int w = 0; w < r->W; w++) r->pact_bits[(size_t)w * S + i] = bits[w];
    }
    for (int round = 0; round < 3; round++) {
        arms_pressure(r, r->one);
        for (int i = 0; i < N; i++)
            r->baseline[i] = (flog(larger(r->spending[i], 1e-3f)) - r->one[i]) * w->present[i];
        beliefs_and_threat(r, 1);
        postures(r, (Key){0, 0}, 1);
    }
}

/* Histories `from` to `to`, not included; draws are numbered by their place in `parameters`. */
int limit_histories(const World *w, const float *parameters, uint32_t seed, int from, int to,
                    int first_year, int years, int power, int target, float authorised,
                    float *metrics, float *states) {
#if defined(__x86_64__)
    const unsigned int mode = _mm_getcsr();
    _mm_setcsr(mode | 0x8040u); /* denormal numbers are zero, as in the package */
#endif
    Run *r = new_run(w);
    if (!r) return 1;
    for (int draw = from; draw < to; draw++) {
        r->p = parameters + (size_t)draw * PARAMETERS;
        const Key root = fold_in((Key){0, seed}, (uint32_t)draw);
        begin(r);
        for (int y = 0; y < years; y++) {
            const Key year = fold_in(root, (uint32_t)(first_year + y));
            capability(r, year);
            beliefs_and_threat(r, 0);
            postures(r, year, 0);
            soft_balancing(r);
            authorisation(r);
            projects(r, year);
            force(r, year);
            escalation_and_war(r, year);
            rivalry(r, year);
            alliances(r, year);
            ideal_points(r, year);
            const size_t place = (size_t)draw * years + y;
            observe(r, power, target, authorised, metrics + place * METRICS,
                    states + place * STATE_VARIABLES * w->actors);
        }
    }
    free(r->block);
    free(r);
#if defined(__x86_64__)
    _mm_setcsr(mode);
#endif
    return 0;
}
